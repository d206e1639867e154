/**
 * How a server speaks: what a Link needs to know of its frames, and nothing more.
 *
 * @typedef {any} Frame  What the dialect decodes to: of JSON an object, of other text the string.
 *
 * @typedef {object} Bye  The server closes, and says how to go on.
 * @property {number} code
 * @property {string} reason
 * @property {boolean} reconnect
 * @property {number} retryMs
 * @property {number} spreadMs
 *
 * @typedef {object} Control  What a frame means for the link itself.
 * @property {boolean} [ready]  The greeting is over: the link is up (only with `ready: 'welcome'`).
 * @property {{ intervalMs: number, timeoutMs: number }} [heartbeat]  The server's wish.
 * @property {number} [asked]  Number of the server's question, to be answered at once.
 * @property {number | true} [answered]  Number of our question that this answers; true: the last
 *   one, where answers carry no number.
 * @property {Bye} [bye]
 *
 * @typedef {object} Dialect
 * @property {string[]} protocols  Offered subprotocols; empty: none.
 * @property {'welcome' | 'answer' | 'open'} ready  When the link is up: when a frame says `ready`;
 *   at the first frame of any kind, for which a beat is sent as soon as it is open; once open, for
 *   servers that say nothing by themselves.
 * @property {boolean} doneIsFinal  Is a 1000 of the server, without a `bye`, the end?
 * @property {(frame: Frame) => string | ArrayBuffer} encode  Strings and binary are sent as they
 *   are, and do not come here.
 * @property {(data: string | ArrayBuffer) => Frame | null} decode  null: not a frame. It counts as
 *   life, no more. Never throws.
 * @property {(n: number) => object | string | ArrayBuffer} ping  Question number n.
 * @property {((n: number) => object | string | ArrayBuffer) | null} pong  The answer to the
 *   server's question n; null: it never asks.
 * @property {(frame: Frame) => Control} control
 * @property {(frame: Frame) => string | undefined} typeOf  What `link.handle` goes by.
 */

/** Our own: docs/protocol.md. @type {Dialect} */
export const lifelineDialect = {
  protocols: ['lifeline.v1'],
  ready: 'welcome',
  // Daphne closes with 1000 after 24 h; where we are done for good, a bye came first.
  doneIsFinal: false,
  encode: (frame) => JSON.stringify(frame),
  decode,
  ping: (n) => ({ type: 'ping', n }),
  pong: (n) => ({ type: 'pong', n }),
  control,
  typeOf: (frame) => frame.type,
};

/**
 * Its binary frames are refused on both sides: docs/adr/0014.
 * @param {string | ArrayBuffer} data
 * @returns {Frame | null}
 */
function decode(data) {
  if (typeof data !== 'string') return null;
  try {
    const frame = JSON.parse(data);
    return typeof frame?.type === 'string' ? frame : null;
  } catch {
    return null;
  }
}

/**
 * @param {Frame} frame
 * @returns {Control}
 */
function control(frame) {
  switch (frame.type) {
    case 'ping':
      return { asked: frame.n };
    case 'pong':
      return { answered: frame.n };
    case 'welcome':
      return { ready: true, heartbeat: heartbeatOf(frame) };
    case 'bye':
      return { bye: byeOf(frame) };
    default:
      return {};
  }
}

/** A welcome of somebody else's may lack it. @param {Frame} frame */
function heartbeatOf({ heartbeat }) {
  return heartbeat && { intervalMs: heartbeat.interval_ms, timeoutMs: heartbeat.timeout_ms };
}

/**
 * @param {Frame} frame
 * @returns {Bye}
 */
function byeOf({ code, reason, reconnect, retry_ms: retryMs = 0, spread_ms: spreadMs = 0 }) {
  return { code, reason, reconnect, retryMs, spreadMs };
}
