import * as policies from './close-policy.js';
import * as dialects from './dialect.js';

/**
 * @typedef {'peer' | 'network' | 'heartbeat' | 'timeout' | 'server' | 'page' | 'gap'} Cause
 *   Who ended it: a close frame of the other side; nobody, it just broke (1006); our heartbeat; the
 *   time-out of the try; a `bye`; we ourselves; nobody under our eyes: it was found dead after the
 *   page had been frozen, in the bfcache, or the machine asleep.
 *
 * @typedef {object} Ending  How a link, or the try to get one, ended.
 * @property {Cause} cause
 * @property {number} code  0–4999; 1006 where no close frame said one
 * @property {string} reason
 * @property {boolean} clean
 * @property {number} uptimeMs  0: it never was up
 * @property {number} [rttMs]
 * @property {number} attempts  tries it took, counted since the last stable link, this one included
 *
 * @typedef {object} Verdict  What follows from an ending.
 * @property {'retry' | 'refused' | 'closed'} next
 * @property {boolean} [loginNeeded]
 * @property {Wish} [wait]  absent: back-off
 *
 * @typedef {{ retryMs: number, spreadMs: number }} Wish  How long to wait: so long, and a random share of that.
 */

/** A page that was away has waited enough, and somebody may be looking. @type {Wish} */
const AT_ONCE = { retryMs: 0, spreadMs: 0 };
/** Codes that say: nothing was heard of you. */
const SILENT = [3008, 4408];

/**
 * Would that be the doing of an absence, if there was one?
 * @param {Pick<Ending, 'cause' | 'code'>} ending
 */
export function mayBeGap({ cause, code }) {
  return cause === 'network' || cause === 'heartbeat' || cause === 'timeout' || SILENT.includes(code);
}

/**
 * @param {Pick<Ending, 'cause' | 'code'>} ending
 * @param {dialects.Bye | null} bye  what the server said before
 * @param {boolean} doneIsFinal  see Dialect
 * @returns {Verdict}
 */
export function judge({ cause, code }, bye, doneIsFinal) {
  const policy = policies.closePolicy(code);
  if (bye ? !bye.reconnect : staysAway(code, policy, doneIsFinal)) {
    return code === 1000 ? { next: 'closed' } : { next: 'refused', loginNeeded: policy.reconnect === 'after logging in' };
  }
  return { next: 'retry', wait: waitOf(bye ?? policy) ?? (cause === 'gap' ? AT_ONCE : undefined) };
}

/**
 * @param {number} code @param {policies.ClosePolicy} policy @param {boolean} doneIsFinal
 */
function staysAway(code, policy, doneIsFinal) {
  if (code === 1000) return doneIsFinal;
  return policy.reconnect === 'no' || policy.reconnect === 'after logging in';
}

/** What the server asks for. @param {Partial<Wish>} source */
function waitOf({ retryMs = 0, spreadMs = 0 }) {
  return retryMs + spreadMs > 0 ? { retryMs, spreadMs } : undefined;
}
