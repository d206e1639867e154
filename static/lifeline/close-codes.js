import * as policies from './close-policy.js';

/**
 * Every close code from 0 to 4999: RFC 6455 section 7.4, the IANA registry, and Lifeline's own.
 *
 * @typedef {object} CloseWords
 * @property {string} name
 * @property {string} meaning
 * @property {'nobody' | 'server' | 'both'} sender  Who may put it on the wire. A page may send 1000
 *   and 3000–4999 only; 'nobody': reported, never sent.
 *
 * @typedef {CloseWords & policies.ClosePolicy} CloseCode
 */

/**
 * @param {string} name @param {string} meaning @param {CloseWords['sender']} sender
 * @returns {CloseWords}
 */
const code = (name, meaning, sender) => ({ name, meaning, sender });

/**
 * @param {number} number @param {CloseWords} words
 * @returns {[number, CloseCode]}
 */
const known = (number, words) => [number, { ...words, ...policies.closePolicy(number) }];

/**
 * @param {number} first @param {number} last  one without an entry of its own
 * @param {CloseWords} words
 * @returns {readonly [number, number, CloseCode]}
 */
const range = (first, last, words) => [first, last, { ...words, ...policies.closePolicy(last) }];

/** @type {ReadonlyMap<number, CloseCode>} */
const KNOWN = new Map([
  known(1000, code('normal', 'Closed on purpose, nothing left to do.', 'both')),
  known(1001, code('going away', 'The server shuts down or the page was left.', 'server')),
  known(1002, code('protocol error', 'The other side broke the WebSocket protocol.', 'server')),
  known(1003, code('unsupported data', 'A kind of frame the other side does not take.', 'server')),
  known(1004, code('reserved', 'Reserved.', 'nobody')),
  known(1005, code('no status', 'Closed without a code.', 'nobody')),
  known(1006, code('abnormal', 'The connection was lost, or never came about.', 'nobody')),
  known(1007, code('invalid data', 'Data that is not what its frame says (bad UTF-8).', 'server')),
  known(1008, code('policy violation', 'Refused by a rule of the server.', 'server')),
  known(1009, code('too big', 'A frame too large for the other side.', 'server')),
  known(1010, code('extension missing', 'The client wanted an extension the server lacks.', 'nobody')),
  known(1011, code('internal error', 'The server met an error.', 'server')),
  known(1012, code('service restart', 'The server restarts.', 'server')),
  known(1013, code('try again later', 'The server is overloaded.', 'server')),
  known(1014, code('bad gateway', 'A gateway got no good answer from the server.', 'server')),
  known(1015, code('TLS failed', 'The TLS handshake failed.', 'nobody')),
  known(3000, code('unauthorized', 'Not logged in.', 'both')),
  known(3003, code('forbidden', 'Not allowed.', 'both')),
  known(3008, code('timeout', 'Something took too long.', 'both')),
  known(4009, code('frame too large', 'A frame above the limit.', 'server')),
  known(4012, code('restart', 'The server restarts.', 'server')),
  known(4013, code('overloaded', 'The server is full, overloaded or without its database.', 'server')),
  known(4400, code('too many bad frames', 'Too many bad frames.', 'server')),
  known(4401, code('not logged in', 'Not logged in, or this login ended.', 'server')),
  known(4403, code('forbidden', 'Banned, or not allowed.', 'server')),
  known(4404, code('no such endpoint', 'Nothing is served at this address.', 'server')),
  known(4408, code('silent', 'The server heard nothing in time.', 'server')),
  known(4409, code('replaced', "Replaced by this page's own newer connection.", 'server')),
  known(4429, code('too many', 'Too many connections or frames.', 'server')),
]);

/** Ranges of RFC 6455 section 7.4.2, for codes without an entry of their own.
 * @type {readonly (readonly [number, number, CloseCode])[]} */
const RANGES = [
  range(0, 999, code('unused', 'Not used.', 'nobody')),
  range(1000, 2999, code('reserved', 'Reserved for the WebSocket protocol and its extensions.', 'nobody')),
  range(3000, 3999, code('registered', 'For libraries and frameworks, registered with IANA.', 'both')),
  range(4000, 4999, code('private', 'For applications, by agreement.', 'both')),
];

/**
 * @param {number} number
 * @returns {CloseCode}
 * @throws {RangeError} outside 0–4999
 */
export function closeCode(number) {
  const found = KNOWN.get(number) ?? RANGES.find(([first, last]) => number >= first && number <= last)?.[2];
  if (!found || !Number.isInteger(number)) throw new RangeError(`not a close code: ${number}`);
  return found;
}
