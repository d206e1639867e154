const MOST = 60;

/** The last round trips; where a link ended there is a gap. */
export class RoundTrips {
  /** ms; null: a gap. @type {(number | null)[]} */
  #trips = [];

  /** @param {number} ms */
  add(ms) {
    this.#push(ms);
  }

  /** A link ended: what follows is another one. */
  gap() {
    if (typeof this.#trips.at(-1) === 'number') this.#push(null);
  }

  /** Oldest first, ms; null: a gap. @returns {readonly (number | null)[]} */
  get all() {
    return this.#trips;
  }

  /** @returns {{ count: number, lastMs: number, medianMs: number, longestMs: number } | null} null: none yet */
  get summary() {
    const measured = this.#trips.filter((trip) => trip !== null);
    const sorted = [...measured].sort((a, b) => a - b);
    const [lastMs, longestMs, medianMs] = [measured.at(-1), sorted.at(-1), sorted[sorted.length >> 1]];
    if (lastMs === undefined || longestMs === undefined || medianMs === undefined) return null;
    return { count: measured.length, lastMs, medianMs, longestMs };
  }

  /** @param {number | null} trip */
  #push(trip) {
    this.#trips.push(trip);
    if (this.#trips.length > MOST) this.#trips.shift();
  }
}
