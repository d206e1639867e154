import * as backoffs from './backoff.js';
import * as clocks from './clock.js';
import * as endings from './ending.js';

/** Page events dial at once, but not more often than this: people flip through tabs. */
const HURRY_EVERY_MS = 3_000;

/**
 * @typedef {object} RetryOptions
 * @property {clocks.Clock} clock
 * @property {() => number} [random]  in [0, 1), for back-off
 * @property {backoffs.BackoffOptions} [backoff]
 * @property {number} [maxTries]  failed tries in a row before it gives up; default: never
 * @property {() => void} dial
 */

/** Waits from the end of one try, or of a link, to the next try. */
export class Retry {
  #clock;
  #backoff;
  #maxTries;
  #timer;
  #dial;
  /** When the timer is due. */
  #nextAt = 0;
  /** Tries in a row that failed; the end of a stable link is none. */
  #failedTries = 0;
  /** The server named a time to come: only a person may override it. */
  #held = false;
  /** @type {number} */
  #dialledAt = -Infinity;

  /** @param {RetryOptions} options */
  constructor({ clock, random, backoff, maxTries = Infinity, dial }) {
    this.#clock = clock;
    this.#backoff = new backoffs.Backoff(random, backoff);
    this.#maxTries = maxTries;
    this.#dial = dial;
    this.#timer = new clocks.Timer(clock, dial);
  }

  /** Tries in a row that led to no stable link. */
  get failures() {
    return this.#backoff.failures;
  }

  /** Does it wait? */
  get waiting() {
    return this.#timer.running;
  }

  /**
   * A page event cuts the waiting short: dials, or where it has done so just now, a little later.
   * @returns {number | null} wall clock time of the next try, ms, where that has changed
   */
  hurry() {
    if (!this.waiting || this.#held) return null;
    const delayMs = this.#dialledAt + HURRY_EVERY_MS - this.#clock.now();
    if (this.#clock.now() + delayMs >= this.#nextAt) return null;
    if (delayMs > 0) return this.#wait(delayMs);
    this.#dial();
    return null;
  }

  /**
   * Counts an end, and waits.
   * @param {number} uptimeMs  how long the link was up; 0: it never was
   * @param {endings.Wish} [wish]  absent: back-off
   * @returns {number | null} wall clock time of the next try, ms; null: given up
   */
  after(uptimeMs, wish) {
    const backoffMs = this.#backoff.next(uptimeMs);
    this.#failedTries = uptimeMs >= backoffs.STABLE_MS ? 0 : this.#failedTries + 1;
    if (this.#failedTries >= this.#maxTries) return null;
    if (wish) return this.hold(wish);
    this.#held = false;
    return this.#wait(backoffMs);
  }

  /**
   * Waits as wished.
   * @param {endings.Wish} wish
   * @returns {number} wall clock time of the next try, ms
   */
  hold({ retryMs, spreadMs }) {
    this.#held = retryMs + spreadMs > 0;
    return this.#wait(this.#backoff.spread(retryMs, spreadMs));
  }

  /** A try begins. */
  dialled() {
    this.#timer.stop();
    this.#dialledAt = this.#clock.now();
  }

  /** Failures so far count no more. */
  startOver() {
    this.#backoff.failures = 0;
    this.#failedTries = 0;
  }

  stop() {
    this.#timer.stop();
  }

  /** @param {number} delayMs */
  #wait(delayMs) {
    this.#timer.start(delayMs);
    this.#nextAt = this.#clock.now() + delayMs;
    return this.#nextAt;
  }
}
