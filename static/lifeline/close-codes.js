/**
 * Every close code from 0 to 4999: RFC 6455 section 7.4, the IANA registry, and Lifeline's own.
 *
 * @typedef {object} CloseCode
 * @property {string} name
 * @property {string} meaning
 * @property {'nobody' | 'server' | 'both'} sender  Who may put it on the wire. A page may send 1000
 *   and 3000–4999 only; 'nobody': reported, never sent.
 * @property {'yes' | 'later' | 'after logging in' | 'no'} reconnect  'no': what was said on purpose,
 *   and would be said again. What may be a fault of the link, or has no meaning, is no reason to stay
 *   away. 'later': wait `retryMs` and a random share of `spreadMs` where no `bye` said otherwise.
 * @property {number} [retryMs]
 * @property {number} [spreadMs]
 */

/** A restart takes seconds; everybody is affected, so come back spread out. */
const RESTART = { retryMs: 1_000, spreadMs: 5_000 };
/** What is too full does not empty within a second. */
const OVERLOAD = { retryMs: 5_000, spreadMs: 15_000 };

/**
 * @param {string} name @param {string} meaning @param {CloseCode['sender']} sender
 * @param {CloseCode['reconnect']} reconnect @param {{ retryMs?: number, spreadMs?: number }} [wait]
 * @returns {CloseCode}
 */
const code = (name, meaning, sender, reconnect, wait = {}) => ({ name, meaning, sender, reconnect, ...wait });

/** @type {ReadonlyMap<number, CloseCode>} */
const KNOWN = new Map([
  [1000, code('normal', 'Closed on purpose, nothing left to do.', 'both', 'no')],
  [1001, code('going away', 'The server shuts down or the page was left.', 'server', 'yes')],
  [1002, code('protocol error', 'The other side broke the WebSocket protocol.', 'server', 'yes')],
  [1003, code('unsupported data', 'A kind of frame the other side does not take.', 'server', 'no')],
  [1004, code('reserved', 'Reserved.', 'nobody', 'yes')],
  [1005, code('no status', 'Closed without a code.', 'nobody', 'yes')],
  [1006, code('abnormal', 'The connection was lost, or never came about.', 'nobody', 'yes')],
  [1007, code('invalid data', 'Data that is not what its frame says (bad UTF-8).', 'server', 'yes')],
  [1008, code('policy violation', 'Refused by a rule of the server.', 'server', 'no')],
  [1009, code('too big', 'A frame too large for the other side.', 'server', 'yes')],
  [1010, code('extension missing', 'The client wanted an extension the server lacks.', 'nobody', 'no')],
  [1011, code('internal error', 'The server met an error.', 'server', 'yes')],
  [1012, code('service restart', 'The server restarts.', 'server', 'later', RESTART)],
  [1013, code('try again later', 'The server is overloaded.', 'server', 'later', OVERLOAD)],
  [1014, code('bad gateway', 'A gateway got no good answer from the server.', 'server', 'later', RESTART)],
  [1015, code('TLS failed', 'The TLS handshake failed.', 'nobody', 'yes')],
  [3000, code('unauthorized', 'Not logged in.', 'both', 'after logging in')],
  [3003, code('forbidden', 'Not allowed.', 'both', 'no')],
  [3008, code('timeout', 'Something took too long.', 'both', 'yes')],
  [4009, code('frame too large', 'A frame above the limit.', 'server', 'yes')],
  [4012, code('restart', 'The server restarts.', 'server', 'later', RESTART)],
  [4013, code('overloaded', 'The server is full, overloaded or without its database.', 'server', 'later', OVERLOAD)],
  [4400, code('too many bad frames', 'Too many bad frames.', 'server', 'no')],
  [4401, code('not logged in', 'Not logged in, or this login ended.', 'server', 'after logging in')],
  [4403, code('forbidden', 'Banned, or not allowed.', 'server', 'no')],
  [4404, code('no such endpoint', 'Nothing is served at this address.', 'server', 'no')],
  [4408, code('silent', 'The server heard nothing in time.', 'server', 'yes')],
  [4409, code('replaced', "Replaced by this page's own newer connection.", 'server', 'no')],
  [4429, code('too many', 'Too many connections or frames.', 'server', 'later', OVERLOAD)],
]);

/** Ranges of RFC 6455 section 7.4.2, for codes without an entry of their own. First, last, code:
 * @type {readonly [number, number, CloseCode][]} */
const RANGES = [
  [0, 999, code('unused', 'Not used.', 'nobody', 'yes')],
  [1000, 2999, code('reserved', 'Reserved for the WebSocket protocol and its extensions.', 'nobody', 'yes')],
  [3000, 3999, code('registered', 'For libraries and frameworks, registered with IANA.', 'both', 'yes')],
  [4000, 4999, code('private', 'For applications, by agreement.', 'both', 'yes')],
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

/**
 * May a page pass this to `WebSocket.close`? (https://websockets.spec.whatwg.org/#dom-websocket-close)
 * @param {number} number
 */
export function pageMaySend(number) {
  return number === 1000 || (number >= 3000 && number <= 4999);
}
