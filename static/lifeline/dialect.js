/**
 * How a server speaks: what a Link needs to know of its frames, and nothing more.
 *
 * @typedef {Record<string, any>} Frame
 *
 * @typedef {object} Bye  The server closes, and says how to go on.
 * @property {number} code
 * @property {string} reason
 * @property {boolean} reconnect
 * @property {number} retryMs
 * @property {number} spreadMs
 *
 * @typedef {object} Control  What a frame means for the link itself.
 * @property {boolean} [ready]  The greeting is over: the link is up.
 * @property {{ intervalMs: number, timeoutMs: number }} [heartbeat]
 * @property {number} [asked]  Number of the server's question, to be answered at once.
 * @property {number} [answered]  Number of our question that this answers.
 * @property {Bye} [bye]
 *
 * @typedef {object} Dialect
 * @property {string[]} protocols  Offered subprotocols; empty: none.
 * @property {boolean} greets  true: the link is up when a frame says `ready`; false: once open.
 * @property {boolean} doneIsFinal  Is a clean 1000 without a `bye` the end?
 * @property {(frame: Frame) => string} encode
 * @property {(data: unknown) => Frame | null} decode  null: not a frame. It counts as life, no more.
 * @property {(n: number) => Frame} ping
 * @property {(n: number) => Frame} pong
 * @property {(frame: Frame) => Control} control
 */

/** Our own: docs/protocol.md. @type {Dialect} */
export const lifelineDialect = {
  protocols: ['lifeline.v1'],
  greets: true,
  // Daphne closes with 1000 after 24 h; where we are done for good, a bye came first.
  doneIsFinal: false,
  encode: (frame) => JSON.stringify(frame),
  decode,
  ping: (n) => ({ type: 'ping', n }),
  pong: (n) => ({ type: 'pong', n }),
  control,
};

/**
 * @param {unknown} data
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

/** @param {Frame} frame */
function heartbeatOf({ heartbeat }) {
  return { intervalMs: heartbeat.interval_ms, timeoutMs: heartbeat.timeout_ms };
}

/**
 * @param {Frame} frame
 * @returns {Bye}
 */
function byeOf({ code, reason, reconnect, retry_ms: retryMs, spread_ms: spreadMs }) {
  return { code, reason, reconnect, retryMs, spreadMs };
}
