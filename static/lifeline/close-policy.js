/**
 * What follows from a close code. The words for each are in close-codes.js, which a link can do without.
 *
 * @typedef {object} ClosePolicy
 * @property {'yes' | 'later' | 'after logging in' | 'no'} reconnect  'no': what was said on purpose,
 *   and would be said again. What may be a fault of the link, or has no meaning, is no reason to stay
 *   away. 'later': wait `retryMs` and a random share of `spreadMs` where no `bye` said otherwise.
 * @property {number} [retryMs]
 * @property {number} [spreadMs]
 */

/** @type {ClosePolicy} */
const YES = { reconnect: 'yes' };
/** @type {ClosePolicy} */
const NO = { reconnect: 'no' };
/** @type {ClosePolicy} */
const LOGIN = { reconnect: 'after logging in' };
/** A restart takes seconds; everybody is affected, so come back spread out. @type {ClosePolicy} */
const RESTART = { reconnect: 'later', retryMs: 1_000, spreadMs: 5_000 };
/** What is too full does not empty within a second. @type {ClosePolicy} */
const OVERLOAD = { reconnect: 'later', retryMs: 5_000, spreadMs: 15_000 };

/** Those that are not YES. @type {readonly [ClosePolicy, number[]][]} */
const POLICIES = [
  [NO, [1000, 1003, 1008, 1010, 3003, 4400, 4403, 4404, 4409]],
  [RESTART, [1012, 1014, 4012]],
  [OVERLOAD, [1013, 4013, 4429]],
  [LOGIN, [3000, 4401]],
];

/**
 * @param {number} code  A peer may send nonsense; that is no reason to stay away.
 * @returns {ClosePolicy}
 */
export function closePolicy(code) {
  return POLICIES.find(([, codes]) => codes.includes(code))?.[0] ?? YES;
}

/**
 * May a page pass this to `WebSocket.close`? (https://websockets.spec.whatwg.org/#dom-websocket-close)
 * @param {number} code
 */
export function pageMaySend(code) {
  return code === 1000 || (code >= 3000 && code <= 4999);
}
