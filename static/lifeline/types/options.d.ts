/**
 * @param {LinkOptions} options
 * @throws {TypeError} an option that does not exist, or a number that is none or not above 0
 */
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
    heartbeat: heartbeats.HeartbeatOptions | null;
    /**
     * Fields to add to every ping and pong that is an object.
     */
    beat: (() => object) | undefined;
    backoff: backoffs.BackoffOptions;
    /**
     * Failed tries in a row before it gives up; default: never.
     */
    maxTries: number;
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
     * Asked why tries do not get
     * through: httpDiagnosis, or diagnosisBy a function of your own; default: nobody.
     */
    diagnose: ((link: InquiryOptions) => Inquiry) | null | undefined;
    /**
     * Taken where WebSocket does not get
     * through: httpFallback, or fallbackTo a socket of your own; default: none.
     */
    fallback: ((link: DetourOptions) => Detour) | null | undefined;
    clock: clocks.Clock;
    /**
     * in [0, 1), for back-off and heartbeat
     */
    random: () => number;
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
     * Asked why tries do not get
     * through: httpDiagnosis, or diagnosisBy a function of your own; default: nobody.
     */
    diagnose?: ((link: InquiryOptions) => Inquiry) | null | undefined;
    /**
     * Taken where WebSocket does not get
     * through: httpFallback, or fallbackTo a socket of your own; default: none.
     */
    fallback?: ((link: DetourOptions) => Detour) | null | undefined;
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
/**
 * http: whatever the fallback is
 */
export type Transport = "websocket" | "http";
/**
 * Finds out why tries do not get through.
 */
export type Inquiry = {
    /**
     * One more has not.
     */
    ask: () => void;
    /**
     * A socket has opened, or nobody wants to know any more: no answer now.
     */
    stop: () => void;
};
/**
 * `diagnose` and `fallback` are values that bring along all they need: a link without them loads
 * none of it. Each is called once for each link, with what the link has for it.
 */
export type InquiryOptions = {
    clock: clocks.Clock;
    found: (diagnosis: Diagnosis) => void;
};
/**
 * Why a try never opened, as far as somebody else can tell.
 */
export type Diagnosis = {
    finding: Finding;
    /**
     * the server's words
     */
    detail?: string | undefined;
    /**
     * when to come again, ms from now
     */
    retryMs?: number | undefined;
    /**
     * and a random share of this
     */
    spreadMs?: number | undefined;
};
/**
 * unreachable: no answer at all, though there is a network. blocked: something answers by HTTP,
 * and would welcome a WebSocket or knows nothing of one; what was asked for does not get there.
 */
export type Finding = "logged-out" | "refused" | "rate-limited" | "restarting" | "no-network" | "unreachable" | "blocked";
/**
 * The other way to the server, and the way back from there.
 */
export type Detour = {
    /**
     * Makes what is used like a WebSocket.
     */
    dial: () => any;
    /**
     * The link is up by it: look for the way back, until `stop` or `found`.
     */
    taken: () => void;
    /**
     * The link is up by WebSocket.
     */
    left: () => void;
    /**
     * Somebody is looking, or the network has changed.
     */
    hurry: () => void;
    /**
     * The link, or the try for one, is over.
     */
    stop: () => void;
};
/**
 * `diagnose` and `fallback` are values that bring along all they need: a link without them loads
 * none of it. Each is called once for each link, with what the link has for it.
 */
export type DetourOptions = {
    clock: clocks.Clock;
    /**
     * for one try
     */
    timeoutMs: number;
    /**
     * makes a WebSocket, to try the way back on the side
     */
    webSocket: () => any;
    /**
     * It is open, and the link's from now on.
     */
    found: (socket: any) => void;
};
export type Settings = ReturnType<typeof withDefaults>;
import * as dialects from './dialect.js';
import * as heartbeats from './heartbeat.js';
import * as backoffs from './backoff.js';
import * as queues from './send-queue.js';
import * as clocks from './clock.js';
import * as pageEvents from './page-events.js';
