import * as backoffs from './backoff.js';
import * as dialects from './dialect.js';
import * as heartbeats from './heartbeat.js';
import { jsonOnly, plainDialect, textDialect } from './plain-dialects.js';

/**
 * Configurations that take the place of other clients, each by itself:
 * `new Link({ url, ...presets.javaEndpoint })`. What comes after the preset overrides it:
 * `new Link({ url, ...presets.nodeWs, maxTries: 5 })`.
 *
 * All of them: one failure counts once; a close with 1000, of either side, is the end; beats are
 * sent while nothing is heard, and not beside frames that come in.
 *
 * @typedef {object} Preset  Options of a Link that go together.
 * @property {dialects.Dialect} dialect
 * @property {heartbeats.HeartbeatOptions | null} heartbeat  null: these never had one
 * @property {backoffs.BackoffOptions} [backoff]  absent: the library's own
 * @property {number} [maxTries]  absent: it never gives up
 */

/** How often the page of A1 says it is there; it tells the server so in each heartbeat. */
const SWOOLE_INTERVAL_MS = 15_000;

/** A3 and A5a have no heartbeat: who adds one gets the text `ping`, and must have a server that answers. */
const silentDialect = plainDialect({ ready: 'open' });

/**
 * The Vue client of a Laravel + Swoole server: `{message: "now", interval: 15000}` as soon as it
 * is open and every 15 s; any frame is an answer; 30 s of silence end the link. Back-off and
 * tries are the library's own.
 *
 * @type {Preset}
 */
export const laravelSwoole = {
  dialect: plainDialect({
    ping: () => ({ message: 'now', interval: SWOOLE_INTERVAL_MS }),
    isAnswer: (frame) => frame?.message !== undefined && frame.interval !== undefined,
  }),
  heartbeat: { intervalMs: SWOOLE_INTERVAL_MS, timeoutMs: 15_000, first: 'at once' },
};

/**
 * The Vue chat client whose heartbeat looks like a chat message (`contentType: "hert"`), sent
 * every 30 s and answered within 2 s. Who speaks to whom is the page's to say:
 * `beat: () => ({ receiverId, receiverName, senderAvatar, senderName })`. Frames that are not JSON
 * are ignored; `link.handle` goes by `chatType`.
 *
 * @type {Preset}
 */
export const vueChat = {
  dialect: plainDialect({
    ping: () => ({ contentType: 'hert', content: 'pong', chatType: 'hert' }),
    isAnswer: (frame) => frame?.contentType === 'hert',
    typeField: 'chatType',
    decode: jsonOnly,
  }),
  heartbeat: { intervalMs: 30_000, timeoutMs: 2_000, first: 'at once' },
};

/**
 * The class over a Node `ws` server, one instance a page: `connect()` is a promise, what is sent
 * while there is no link is sent on the next. It has no heartbeat, so a half-open link goes
 * unnoticed until the browser notices; where the server answers one, add `heartbeat: {}`.
 *
 * @type {Preset}
 */
export const nodeWs = { dialect: silentDialect, heartbeat: null };

/**
 * The plain client of a Java endpoint: text `ping` after an interval, text `pong` (or any frame)
 * within another, a new try 2 s after each failure. The length of its interval is not written
 * down; 10 s here.
 *
 * @type {Preset}
 */
export const javaEndpoint = {
  dialect: textDialect,
  heartbeat: { intervalMs: 10_000, timeoutMs: 10_000, first: 'at once' },
  backoff: { baseMs: 2_000, grows: 'not', jitter: false },
};

/**
 * The mix-in that keeps many sockets on a page: a Link for each, no heartbeat, three tries. What
 * it said of a browser without WebSocket is the state `unsupported`.
 *
 * @type {Preset}
 */
export const manySockets = { dialect: silentDialect, heartbeat: null, maxTries: 3 };

/**
 * The class with a callback for each `socketType`: `link.handle('ORDERS', draw)` in place of its
 * registry; requests are `{socketType, action, chartName, value}`. The nth try in a row comes
 * n × 1 s after the failure, at most 10 s.
 *
 * @type {Preset}
 */
export const callbackRegistry = {
  dialect: plainDialect({ ready: 'open', typeField: 'socketType' }),
  heartbeat: null,
  backoff: { baseMs: 1_000, capMs: 10_000, grows: 'linear', jitter: false },
};

/**
 * The module whose heartbeat is a bare JSON string, once it is open and every 60 s, and comes back
 * as it was sent. After three failed tries it gives up: show a button that calls `reconnect()`.
 *
 * @type {Preset}
 */
export const jsonString = {
  dialect: plainDialect({ ping: () => '"heartbeat"', isAnswer: (frame) => frame === 'heartbeat' }),
  // Its dead-line is not written down; with this one a dead link is found within 75 s.
  heartbeat: { intervalMs: 60_000, timeoutMs: 15_000, first: 'at once' },
  maxTries: 3,
};
