import * as backoffs from './backoff.js';
import * as clocks from './clock.js';
import * as dialects from './dialect.js';
import * as heartbeats from './heartbeat.js';
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
 * @property {((link: InquiryOptions) => Inquiry) | null} [diagnose]  Asked why tries do not get
 *   through: httpDiagnosis, or diagnosisBy a function of your own; default: nobody.
 * @property {((link: DetourOptions) => Detour) | null} [fallback]  Taken where WebSocket does not get
 *   through: httpFallback, or fallbackTo a socket of your own; default: none.
 * @property {clocks.Clock} [clock]
 * @property {() => number} [random]  in [0, 1), for back-off and heartbeat
 * @property {any} [WebSocket]  the class; default the browser's; null: there is none
 * @property {pageEvents.Page | null} [page]  default the current one; null: take no notice of it
 *
 * @typedef {'websocket' | 'http'} Transport  http: whatever the fallback is
 */

/**
 * `diagnose` and `fallback` are values that bring along all they need: a link without them loads
 * none of it. Each is called once for each link, with what the link has for it.
 *
 * @typedef {object} Inquiry  Finds out why tries do not get through.
 * @property {() => void} ask  One more has not.
 * @property {() => void} stop  A socket has opened, or nobody wants to know any more: no answer now.
 *
 * @typedef {object} InquiryOptions
 * @property {clocks.Clock} clock
 * @property {(diagnosis: Diagnosis) => void} found
 *
 * @typedef {object} Diagnosis  Why a try never opened, as far as somebody else can tell.
 * @property {Finding} finding
 * @property {string} [detail]  the server's words
 * @property {number} [retryMs]  when to come again, ms from now
 * @property {number} [spreadMs]  and a random share of this
 *
 * @typedef {'logged-out' | 'refused' | 'rate-limited' | 'restarting' | 'no-network' | 'unreachable' | 'blocked'} Finding
 *   unreachable: no answer at all, though there is a network. blocked: something answers by HTTP,
 *   and would welcome a WebSocket or knows nothing of one; what was asked for does not get there.
 *
 * @typedef {object} Detour  The other way to the server, and the way back from there.
 * @property {() => any} dial  Makes what is used like a WebSocket.
 * @property {() => void} taken  The link is up by it: look for the way back, until `stop` or `found`.
 * @property {() => void} left  The link is up by WebSocket.
 * @property {() => void} hurry  Somebody is looking, or the network has changed.
 * @property {() => void} stop  The link, or the try for one, is over.
 *
 * @typedef {object} DetourOptions
 * @property {clocks.Clock} clock
 * @property {number} timeoutMs  for one try
 * @property {() => any} webSocket  makes a WebSocket, to try the way back on the side
 * @property {(socket: any) => void} found  It is open, and the link's from now on.
 */

/** A try that has not led to a link by then never will: shorter than proxies wait, longer than 3G. */
const CONNECT_TIMEOUT_MS = 15_000;
/** What a person types in an outage fits; a page that streams is told soon. */
const QUEUE = { frames: 100, bytes: 1_048_576 };

/**
 * @param {LinkOptions} options
 * @throws {TypeError} an option that does not exist, or a number that is none or not above 0
 */
export function withDefaults(options) {
  /** @type {Record<string, any>} */
  const given = options;
  const usual = {
    url: '',
    dialect: dialects.lifelineDialect,
    heartbeat: heartbeats.DEFAULTS,
    beat: undefined,
    backoff: backoffs.DEFAULTS,
    maxTries: Infinity,
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
    queue: QUEUE,
    diagnose: undefined,
    fallback: undefined,
    clock: clocks.systemClock,
    random: Math.random,
    WebSocket: globalThis.WebSocket,
    page: pageEvents.currentPage(),
  };
  check(given, usual);
  check(given.heartbeat, usual.heartbeat);
  check(given.backoff, usual.backoff);
  check(given.queue, usual.queue);
  return { ...usual, ...options };
}

/**
 * In plain JavaScript a slip would do nothing, or storm a server, and nobody would say so.
 * @param {Record<string, any> | null | undefined} given @param {Record<string, any>} usual  every name there is
 */
function check(given, usual) {
  for (const name in given) {
    const value = given[name];
    // Usual numbers are above 1, and `true` is not.
    const good = name in usual && (!(usual[name] > 1) || (value > 0 && value === +value));
    if (!good) throw new TypeError(`not an option: ${name}: ${value}`);
  }
}

/** @typedef {ReturnType<typeof withDefaults>} Settings */
