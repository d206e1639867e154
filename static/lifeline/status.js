import * as endings from './ending.js';
import * as settings from './options.js';

/**
 * @typedef {'idle' | 'connecting' | 'online' | 'waiting' | 'offline' | 'refused' | 'gave-up' | 'unsupported' | 'closed'} State
 *   waiting: for `retryAt`. offline: the same, while the browser says there is no network (it may
 *   be wrong, so tries go on). refused: the server will not have us. closed: done. The last four
 *   are final: what would wake the link stands in `wakes`.
 *
 * @typedef {'reconnect' | 'login' | 'online'} Waker  `reconnect()`, `loggedIn()`, the network
 *
 * @typedef {Known & (Waits | Else)} Status
 *
 * @typedef {object} Waits
 * @property {'waiting' | 'offline'} state
 * @property {number} retryAt  wall clock time of the next try, ms
 *
 * @typedef {object} Else
 * @property {Exclude<State, Waits['state']>} state
 * @property {undefined} [retryAt]
 *
 * @typedef {object} Known  What else is known, in any state.
 * @property {number} [code]  of the last ending; likewise reason and cause
 * @property {string} [reason]
 * @property {endings.Cause} [cause]
 * @property {number} [attempts]  tries in a row that led to no stable link
 * @property {number} [rttMs]  last round-trip time of this link
 * @property {boolean} [loginNeeded]
 * @property {Waker[]} [wakes]  in final states: what would wake it
 * @property {settings.Transport} [transport]  connecting, online: by which way
 * @property {settings.Finding} [finding]  why no try opened; `reason` has the server's words
 */

/** What would wake a link in each final state. @type {Partial<Record<State, Waker[]>>} */
const WAKERS = {
  refused: ['reconnect'],
  'gave-up': ['reconnect', 'online'],
  unsupported: [],
  closed: ['reconnect'],
};

/** Does nothing happen any more by itself, but for what is in `wakes`? @param {Readonly<Status>} status */
export function isFinal({ wakes }) {
  return wakes !== undefined;
}

/**
 * @param {State} state
 * @param {boolean} [loginNeeded]
 * @returns {Waker[] | undefined} undefined: it is not asleep
 */
export function wakersOf(state, loginNeeded = false) {
  return loginNeeded ? ['reconnect', 'login'] : WAKERS[state];
}

/** There is no link, and by itself there will be none. */
export class LinkError extends Error {
  /** @param {Readonly<Status>} status */
  constructor({ state, code, reason }) {
    super([`the link is ${state}`, code, reason].filter((part) => part !== undefined && part !== '').join(': '));
    this.name = 'LinkError';
    this.state = state;
    this.code = code;
    this.reason = reason;
  }
}
