import * as clocks from './clock.js';
import { report } from './emitter.js';

/**
 * @typedef {object} Diagnosis  Why a try never opened, as far as an ordinary request can tell.
 * @property {'logged-out' | 'refused' | 'rate-limited' | 'restarting' | 'no-network' | 'unreachable' | 'blocked'} finding
 *   blocked: the server is there, WebSocket does not get through to it.
 * @property {string} [detail]  the server's words
 * @property {number} [retryMs]  when to come again, ms from now
 * @property {number} [spreadMs]  and a random share of this
 *
 * @typedef {(signal: AbortSignal) => Promise<Diagnosis>} Diagnose
 */

/** A server in trouble is not asked more often than this. */
const EVERY_MS = 10_000;

/** Asks why a try never opened; one question at a time, throttled, and forgotten once a socket opens. */
export class Inquiry {
  #clock;
  #diagnose;
  #found;
  /** @type {AbortController | null} */
  #asking = null;
  #askedAt = -Infinity;
  /** The last answer; a new failure within EVERY_MS has the same. @type {Diagnosis | null} */
  #last = null;

  /**
   * @param {object} options
   * @param {clocks.Clock} options.clock
   * @param {Diagnose} options.diagnose
   * @param {(diagnosis: Diagnosis) => void} options.found
   */
  constructor({ clock, diagnose, found }) {
    this.#clock = clock;
    this.#diagnose = diagnose;
    this.#found = found;
  }

  /** A try never opened. */
  ask() {
    if (this.#asking) return;
    if (this.#clock.now() - this.#askedAt >= EVERY_MS) this.#question();
    // Only this finding counts how often it is made; whatever else was said then is being obeyed.
    else if (this.#last?.finding === 'blocked') this.#found(this.#last);
  }

  /** A socket has opened, or nobody wants to know any more. */
  stop() {
    this.#asking?.abort();
    this.#asking = null;
    this.#last = null;
  }

  async #question() {
    const asking = new AbortController();
    this.#asking = asking;
    this.#askedAt = this.#clock.now();
    this.#last = null;
    const diagnosis = await this.#answer(asking.signal);
    if (this.#asking !== asking) return;
    this.#asking = null;
    this.#last = diagnosis;
    if (diagnosis) this.#found(diagnosis);
  }

  /** @param {AbortSignal} signal @returns {Promise<Diagnosis | null>} */
  async #answer(signal) {
    try {
      return await this.#diagnose(signal);
    } catch (error) {
      if (!signal.aborted) report(error);
      return null;
    }
  }
}
