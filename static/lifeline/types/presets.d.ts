/**
 * The Vue client of a Laravel + Swoole server: `{message: "now", interval: 15000}` as soon as it
 * is open and every 15 s; any frame is an answer; 30 s of silence end the link. Back-off and
 * tries are the library's own.
 *
 * @type {Preset}
 */
export const laravelSwoole: Preset;
/**
 * The Vue chat client whose heartbeat looks like a chat message (`contentType: "hert"`), sent
 * every 30 s and answered within 2 s. Who speaks to whom is the page's to say:
 * `beat: () => ({ receiverId, receiverName, senderAvatar, senderName })`. Frames that are not JSON
 * are ignored; `link.handle` goes by `chatType`.
 *
 * @type {Preset}
 */
export const vueChat: Preset;
/**
 * The class over a Node `ws` server, one instance a page: `connect()` is a promise, what is sent
 * while there is no link is sent on the next. It has no heartbeat, so a half-open link goes
 * unnoticed until the browser notices; where the server answers one, add `heartbeat: {}`.
 *
 * @type {Preset}
 */
export const nodeWs: Preset;
/**
 * The plain client of a Java endpoint: text `ping` after an interval, text `pong` (or any frame)
 * within another, a new try 2 s after each failure. The length of its interval is not written
 * down; 10 s here.
 *
 * @type {Preset}
 */
export const javaEndpoint: Preset;
/**
 * The mix-in that keeps many sockets on a page: a Link for each, no heartbeat, three tries. What
 * it said of a browser without WebSocket is the state `unsupported`.
 *
 * @type {Preset}
 */
export const manySockets: Preset;
/**
 * The class with a callback for each `socketType`: `link.handle('ORDERS', draw)` in place of its
 * registry; requests are `{socketType, action, chartName, value}`. The nth try in a row comes
 * n × 1 s after the failure, at most 10 s.
 *
 * @type {Preset}
 */
export const callbackRegistry: Preset;
/**
 * The module whose heartbeat is a bare JSON string, once it is open and every 60 s, and comes back
 * as it was sent. After three failed tries it gives up: show a button that calls `reconnect()`.
 *
 * @type {Preset}
 */
export const jsonString: Preset;
/**
 * Options of a Link that go together.
 */
export type Preset = {
    dialect: dialects.Dialect;
    /**
     * null: these never had one
     */
    heartbeat: heartbeats.HeartbeatOptions | null;
    /**
     * absent: the library's own
     */
    backoff?: backoffs.BackoffOptions | undefined;
    /**
     * absent: it never gives up
     */
    maxTries?: number | undefined;
};
import * as dialects from './dialect.js';
import * as heartbeats from './heartbeat.js';
import * as backoffs from './backoff.js';
