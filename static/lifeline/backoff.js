/** First window of a try that never got through: doubles with each failure. */
const BASE_MS = 1_000;
/** Longest window. People wait half a minute, not longer, for a server that is back. */
const CAP_MS = 30_000;
/** A link that had lived was lost together with everyone else's: spread over this at least. */
const LIVED_MS = 3_000;
/** Uptime that proves the server well. Sooner than that it may be falling over again and again. */
const STABLE_MS = 5_000;

/**
 * How long to wait before the next try: an exponential window, capped, and full jitter after the
 * cap (a delay anywhere in the window), so that clients of one server never come in step.
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export class Backoff {
  #random;
  /** Tries in a row that did not lead to a stable link. */
  failures = 0;

  /** @param {() => number} [random]  in [0, 1) */
  constructor(random = Math.random) {
    this.#random = random;
  }

  /**
   * Counts the end of a link or of a try.
   * @param {number} uptimeMs  How long the link was up; 0: it never was.
   * @returns {number} milliseconds to wait
   */
  next(uptimeMs) {
    if (uptimeMs >= STABLE_MS) this.failures = 0;
    const grown = Math.min(CAP_MS, BASE_MS * 2 ** this.failures);
    this.failures += 1;
    return this.#random() * (uptimeMs > 0 ? Math.max(LIVED_MS, grown) : grown);
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
