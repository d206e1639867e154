import * as endings from './ending.js';
import * as settings from './options.js';
import * as statuses from './status.js';

/** How things stand: the status, and the past that explains it. */
export class Standing {
  #failures;
  #listener;
  /** A new object for every change. @type {statuses.Status} */
  status = { state: 'idle' };
  /** How the last link or try ended. @type {endings.Ending | null} */
  lastEnding = null;
  /** Why no try has got through of late. @type {settings.Diagnosis | null} */
  finding = null;

  /**
   * @param {object} options
   * @param {() => number} options.failures  tries in a row that led to no stable link
   * @param {(ending: endings.Ending) => void} options.close
   * @param {(status: statuses.Status) => void} options.state
   */
  constructor({ failures, ...listener }) {
    this.#failures = failures;
    this.#listener = listener;
  }

  /**
   * A state that what happened before explains.
   * @param {statuses.State} state @param {Partial<statuses.Status>} [more]
   * @param {endings.Ending | null} [ending]  what led to it, and has not been told yet
   * @returns {boolean} false: a listener has done something else meanwhile
   */
  turn(state, more = {}, ending = null) {
    const wakes = statuses.wakersOf(state, more.loginNeeded);
    return this.become(/** @type {statuses.Status} */ ({ ...this.#past(), state, ...more, ...(wakes && { wakes }) }), ending);
  }

  /**
   * The new status stands before anybody hears of the ending.
   * @param {statuses.Status} status @param {endings.Ending | null} [ending]
   * @returns {boolean} see turn
   */
  become(status, ending = null) {
    this.status = status;
    if (ending) this.#listener.close(ending);
    if (this.status === status) this.#listener.state(status);
    return this.status === status;
  }

  /** What was found since the last ending, while nothing else has changed. */
  explain() {
    this.become({ ...this.status, ...this.#past() });
  }

  #past() {
    const { finding, detail } = this.finding ?? {};
    const found = { ...(finding && { finding }), ...(detail && { reason: detail }) };
    if (!this.lastEnding) return found;
    const { code, reason, cause } = this.lastEnding;
    return { code, reason, cause, attempts: this.#failures(), ...found };
  }
}
