/**
 * Where time comes from. Everything that waits takes a Clock, so that tests decide what time it is.
 *
 * @typedef {object} Clock
 * @property {() => number} now  Milliseconds since 1970. The wall clock, because it goes on while a
 *   laptop sleeps; `performance.now()` stands still there in some browsers.
 * @property {(fn: () => void, delayMs: number) => unknown} setTimeout
 * @property {(handle: any) => void} clearTimeout
 */

/** @type {Clock} */
export const systemClock = {
  now: () => Date.now(),
  setTimeout: (fn, delayMs) => globalThis.setTimeout(fn, delayMs),
  clearTimeout: (handle) => globalThis.clearTimeout(handle),
};

/**
 * One purpose, one timer: starting it again replaces what was pending, so timers never pile up.
 */
export class Timer {
  #clock;
  #fire;
  /** Wall clock time at which it should fire; null while stopped. @type {number | null} */
  #dueAt = null;
  /** @type {unknown} */
  #handle = null;

  /**
   * @param {Clock} clock
   * @param {(lateMs: number) => void} fire  Told how much later than asked it runs: a hidden tab
   *   is throttled, a sleeping machine stops.
   */
  constructor(clock, fire) {
    this.#clock = clock;
    this.#fire = fire;
  }

  /** @returns {boolean} */
  get running() {
    return this.#dueAt !== null;
  }

  /** @param {number} delayMs */
  start(delayMs) {
    this.stop();
    const dueAt = this.#clock.now() + delayMs;
    this.#dueAt = dueAt;
    this.#handle = this.#clock.setTimeout(() => {
      this.#dueAt = null;
      this.#fire(this.#clock.now() - dueAt);
    }, delayMs);
  }

  /** Starts only where nothing runs that fires earlier. @param {number} delayMs */
  startBy(delayMs) {
    if (this.#dueAt === null || this.#clock.now() + delayMs < this.#dueAt) this.start(delayMs);
  }

  stop() {
    if (this.#dueAt === null) return;
    this.#clock.clearTimeout(this.#handle);
    this.#dueAt = null;
  }
}
