import { Backoff } from './backoff.js';
import * as clocks from './clock.js';

/** Page events dial at once, but not more often than this: people flip through tabs. */
const HURRY_EVERY_MS = 3_000;

/**
 * @typedef {object} RetryOptions
 * @property {clocks.Clock} clock
 * @property {() => number} [random]  in [0, 1), for back-off
 * @property {number} [maxTries]  failed tries in a row before it gives up; default: never
 * @property {() => void} dial
 *
 * @typedef {{ retryMs: number, spreadMs: number }} Wish  what the server asked for
 */

/** Waits from the end of one try, or of a link, to the next try. */
export class Retry {
  #clock;
  #backoff;
  #maxTries;
  #timer;
  /** The server named the time: only a person may override it. */
  #held = false;
  /** @type {number} */
  #dialledAt = -Infinity;

  /** @param {RetryOptions} options */
  constructor({ clock, random, maxTries = Infinity, dial }) {
    this.#clock = clock;
    this.#backoff = new Backoff(random);
    this.#maxTries = maxTries;
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

  /** May a page event cut the waiting short? */
  get mayHurry() {
    return this.waiting && !this.#held && this.#clock.now() - this.#dialledAt >= HURRY_EVERY_MS;
  }

  /**
   * Counts an end, and waits.
   * @param {number} uptimeMs  how long the link was up; 0: it never was
   * @param {Wish} [wish]  absent: back-off
   * @returns {number | null} wall clock time of the next try, ms; null: given up
   */
  after(uptimeMs, wish) {
    const backoffMs = this.#backoff.next(uptimeMs);
    if (this.failures >= this.#maxTries) return null;
    this.#held = wish !== undefined;
    const delayMs = wish ? this.#backoff.spread(wish.retryMs, wish.spreadMs) : backoffMs;
    this.#timer.start(delayMs);
    return this.#clock.now() + delayMs;
  }

  /** A try begins. */
  dialled() {
    this.#timer.stop();
    this.#dialledAt = this.#clock.now();
  }

  /** Failures so far count no more. */
  startOver() {
    this.#backoff.failures = 0;
  }

  stop() {
    this.#timer.stop();
  }
}
