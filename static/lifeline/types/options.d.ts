/** @param {LinkOptions} options */
export function withDefaults(options: LinkOptions): {
    /**
     * ws: or wss:. A function is asked at every try (tokens in
     * the query). An address that cannot be throws from `connect()`; from a later try, it closes the link.
     */
    url: string | (() => string);
    /**
     * How the server speaks; default: Lifeline's own protocol.
     */
    dialect: dialects.Dialect;
    /**
     * null: none; a half-open link is then
     * never noticed. Default 10 s, 4 s, spread. A welcome may change the two times.
     */
    heartbeat?: heartbeats.HeartbeatOptions | null | undefined;
    /**
     * Fields to add to every ping and pong that is an object.
     */
    beat?: (() => object) | undefined;
    backoff?: backoffs.BackoffOptions | undefined;
    /**
     * Failed tries in a row before it gives up; default: never.
     */
    maxTries?: number | undefined;
    /**
     * For one try, greeting included; default 15 s. Does not run
     * while the try waits for those of other links to the same host.
     */
    connectTimeoutMs: number;
    /**
     * What `send` keeps while nothing can be sent; default
     * 100 frames, 1 MiB. It lives in memory: a reload loses it. null: keeps nothing, and holds nothing
     * back while the socket is open; look at `writable`.
     */
    queue: queues.QueueBounds | null;
    /**
     * Asked, at most every 10 s, why a try did not get
     * through; default: nobody.
     */
    diagnose?: inquiries.Diagnose | null | undefined;
    /**
     * Makes what is used, in place of a WebSocket, where
     * WebSocket does not get through (see HttpSocket); default: none.
     */
    fallback?: (() => any) | null | undefined;
    clock: clocks.Clock;
    /**
     * in [0, 1), for back-off and heartbeat
     */
    random?: (() => number) | undefined;
    /**
     * the class; default the browser's; null: there is none
     */
    WebSocket: any;
    /**
     * default the current one; null: take no notice of it
     */
    page: pageEvents.Page | null;
};
export type LinkOptions = {
    /**
     * ws: or wss:. A function is asked at every try (tokens in
     * the query). An address that cannot be throws from `connect()`; from a later try, it closes the link.
     */
    url: string | (() => string);
    /**
     * How the server speaks; default: Lifeline's own protocol.
     */
    dialect?: dialects.Dialect | undefined;
    /**
     * null: none; a half-open link is then
     * never noticed. Default 10 s, 4 s, spread. A welcome may change the two times.
     */
    heartbeat?: heartbeats.HeartbeatOptions | null | undefined;
    /**
     * Fields to add to every ping and pong that is an object.
     */
    beat?: (() => object) | undefined;
    backoff?: backoffs.BackoffOptions | undefined;
    /**
     * Failed tries in a row before it gives up; default: never.
     */
    maxTries?: number | undefined;
    /**
     * For one try, greeting included; default 15 s. Does not run
     * while the try waits for those of other links to the same host.
     */
    connectTimeoutMs?: number | undefined;
    /**
     * What `send` keeps while nothing can be sent; default
     * 100 frames, 1 MiB. It lives in memory: a reload loses it. null: keeps nothing, and holds nothing
     * back while the socket is open; look at `writable`.
     */
    queue?: queues.QueueBounds | null | undefined;
    /**
     * Asked, at most every 10 s, why a try did not get
     * through; default: nobody.
     */
    diagnose?: inquiries.Diagnose | null | undefined;
    /**
     * Makes what is used, in place of a WebSocket, where
     * WebSocket does not get through (see HttpSocket); default: none.
     */
    fallback?: (() => any) | null | undefined;
    clock?: clocks.Clock | undefined;
    /**
     * in [0, 1), for back-off and heartbeat
     */
    random?: (() => number) | undefined;
    /**
     * the class; default the browser's; null: there is none
     */
    WebSocket?: any;
    /**
     * default the current one; null: take no notice of it
     */
    page?: pageEvents.Page | null | undefined;
};
export type Settings = ReturnType<typeof withDefaults>;
import * as dialects from './dialect.js';
import * as heartbeats from './heartbeat.js';
import * as backoffs from './backoff.js';
import * as queues from './send-queue.js';
import * as inquiries from './inquiry.js';
import * as clocks from './clock.js';
import * as pageEvents from './page-events.js';
