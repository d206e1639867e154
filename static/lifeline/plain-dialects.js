import * as dialects from './dialect.js';

/**
 * Dialects of servers that know nothing of Lifeline: no subprotocol, no greeting, no `bye`; a
 * heartbeat, if any, of their own, and a 1000 that means what it says.
 *
 * @typedef {object} PlainOptions
 * @property {() => object | string | ArrayBuffer} [ping]  The heartbeat. Default the text `ping`.
 * @property {(frame: dialects.Frame) => boolean} [isAnswer]  Is this frame the answer to it? By that
 *   the round-trip time is measured; every frame is life. Default: the text `pong`.
 * @property {string} [typeField]  What `link.handle` goes by. Default `type`.
 * @property {'answer' | 'open'} [ready]  When the link is up. Default answer: at the first frame.
 *   A server that answers no heartbeat and says nothing by itself needs open.
 * @property {dialects.Dialect['decode']} [decode]  Default jsonOrText.
 */

/**
 * A server that sends JSON or text, and answers one kind of heartbeat.
 *
 * @param {PlainOptions} [options]
 * @returns {dialects.Dialect}
 */
export function plainDialect(options = {}) {
  const { ping = () => 'ping', isAnswer = isPong, typeField = 'type', ready = 'answer', decode = jsonOrText } = options;
  return {
    protocols: [],
    ready,
    doneIsFinal: true,
    encode: (frame) => JSON.stringify(frame),
    decode,
    ping,
    pong: null,
    control: (frame) => (isAnswer(frame) ? { answered: true } : {}),
    typeOf: (frame) => typeIn(frame?.[typeField]),
  };
}

/** Text `ping` and `pong`, and nothing else a link would have to understand. */
export const textDialect = plainDialect();

/**
 * JSON where it is, else the text itself; of binary nothing (a link has an event for it).
 * @param {string | ArrayBuffer} data
 * @returns {dialects.Frame | null}
 */
export function jsonOrText(data) {
  return typeof data === 'string' ? jsonOnly(data) ?? data : null;
}

/**
 * null where it is no JSON: such frames are ignored.
 * @param {string | ArrayBuffer} data
 * @returns {dialects.Frame | null}
 */
export function jsonOnly(data) {
  if (typeof data !== 'string') return null;
  try {
    return JSON.parse(data);
  } catch {
    return null;
  }
}

/** @param {dialects.Frame} frame */
function isPong(frame) {
  return frame === 'pong';
}

/** @param {unknown} type */
function typeIn(type) {
  return typeof type === 'string' ? type : undefined;
}
