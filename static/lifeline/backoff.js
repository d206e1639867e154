/** A link that had lived was lost together with everyone else's: spread over this at least. */
const LIVED_MS = 3_000;
/** Uptime that proves the server well. Sooner than that it may be falling over again and again. */
export const STABLE_MS = 5_000;

/**
 * @typedef {object} BackoffOptions
 * @property {number} [baseMs]  First window of a try that never got through. Default 1 s.
 * @property {number} [capMs]  Longest window. Default 30 s: people wait half a minute, not longer,
 *   for a server that is back.
 * @property {keyof typeof GROWTH} [grows]  With each failure in a row: double, by `baseMs`, or not
 *   at all. Default exponential.
 * @property {boolean} [jitter]  Default true: wait anywhere in the window, so that clients of one
 *   server never come in step. false: wait the whole window; a server with many such clients is
 *   met by all of them at once when it is back.
 */

/** @type {Required<BackoffOptions>} */
export const DEFAULTS = { baseMs: 1_000, capMs: 30_000, grows: 'exponential', jitter: true };

/** The nth window, n = 1, 2, 3 …, in units of the first. */
const GROWTH = {
  exponential: (/** @type {number} */ n) => 2 ** (n - 1),
  linear: (/** @type {number} */ n) => n,
  not: () => 1,
};

/**
 * How long to wait before the next try: by default an exponential window, capped, and full jitter
 * after the cap (a delay anywhere in the window).
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export class Backoff {
  #random;
  #options;
  /** Tries in a row that did not lead to a stable link. */
  failures = 0;

  /**
   * @param {() => number} [random]  in [0, 1)
   * @param {BackoffOptions} [options]
   */
  constructor(random = Math.random, options = {}) {
    this.#random = random;
    this.#options = { ...DEFAULTS, ...options };
  }

  /**
   * Counts the end of a link or of a try.
   * @param {number} uptimeMs  How long the link was up; 0: it never was.
   * @returns {number} milliseconds to wait
   */
  next(uptimeMs) {
    if (uptimeMs >= STABLE_MS) this.failures = 0;
    this.failures += 1;
    const { baseMs, capMs, grows, jitter } = this.#options;
    const windowMs = Math.min(capMs, baseMs * GROWTH[grows](this.failures));
    if (!jitter) return windowMs;
    return this.#random() * (uptimeMs > 0 ? Math.max(LIVED_MS, windowMs) : windowMs);
  }

  /**
   * What the server asked for.
   * @param {number} retryMs @param {number} spreadMs
   * @returns {number} milliseconds to wait
   */
  spread(retryMs, spreadMs) {
    return retryMs + this.#random() * spreadMs;
  }
}
