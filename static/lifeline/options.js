import * as backoffs from './backoff.js';
import * as clocks from './clock.js';
import * as dialects from './dialect.js';
import * as heartbeats from './heartbeat.js';
import * as inquiries from './inquiry.js';
import * as pageEvents from './page-events.js';
import * as queues from './send-queue.js';

/**
 * @typedef {object} LinkOptions
 * @property {string | (() => string)} url  ws: or wss:. A function is asked at every try (tokens in
 *   the query). An address that cannot be throws from `connect()`; from a later try, it closes the link.
 * @property {dialects.Dialect} [dialect]  How the server speaks; default: Lifeline's own protocol.
 * @property {heartbeats.HeartbeatOptions | null} [heartbeat]  null: none; a half-open link is then
 *   never noticed. Default 10 s, 4 s, spread. A welcome may change the two times.
 * @property {() => object} [beat]  Fields to add to every ping and pong that is an object.
 * @property {backoffs.BackoffOptions} [backoff]
 * @property {number} [maxTries]  Failed tries in a row before it gives up; default: never.
 * @property {number} [connectTimeoutMs]  For one try, greeting included; default 15 s. Does not run
 *   while the try waits for those of other links to the same host.
 * @property {queues.QueueBounds | null} [queue]  What `send` keeps while nothing can be sent; default
 *   100 frames, 1 MiB. It lives in memory: a reload loses it. null: keeps nothing, and holds nothing
 *   back while the socket is open; look at `writable`.
 * @property {inquiries.Diagnose | null} [diagnose]  Asked, at most every 10 s, why a try did not get
 *   through; default: nobody.
 * @property {(() => any) | null} [fallback]  Makes what is used, in place of a WebSocket, where
 *   WebSocket does not get through (see HttpSocket); default: none.
 * @property {clocks.Clock} [clock]
 * @property {() => number} [random]  in [0, 1), for back-off and heartbeat
 * @property {any} [WebSocket]  the class; default the browser's; null: there is none
 * @property {pageEvents.Page | null} [page]  default the current one; null: take no notice of it
 */

/** A try that has not led to a link by then never will: shorter than proxies wait, longer than 3G. */
const CONNECT_TIMEOUT_MS = 15_000;
/** What a person types in an outage fits; a page that streams is told soon. */
const QUEUE = { frames: 100, bytes: 1_048_576 };

/** @param {LinkOptions} options */
export function withDefaults(options) {
  return {
    dialect: dialects.lifelineDialect,
    clock: clocks.systemClock,
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
    queue: QUEUE,
    WebSocket: globalThis.WebSocket,
    page: pageEvents.currentPage(),
    ...options,
  };
}

/** @typedef {ReturnType<typeof withDefaults>} Settings */
