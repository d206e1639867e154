/**
 * Where time comes from. Everything that waits takes a Clock, so that tests decide what time it is.
 *
 * @typedef {object} Clock
 * @property {() => number} now  Milliseconds since 1970, never less than the time before.
 * @property {(fn: () => void, delayMs: number) => unknown} setTimeout
 * @property {(handle: any) => void} clearTimeout
 */

/** The longest delay a browser keeps (2³¹ − 1 ms, 25 days); longer ones would fire at once. */
const LONGEST_DELAY_MS = 2 ** 31 - 1;

/**
 * The wall clock, because it goes on while a laptop sleeps (`performance.now()` stands still there
 * in some browsers), but one that never goes back: where somebody puts the wall clock back, what
 * passed since the last look is taken from the steady one. Put forward, it looks like a sleep.
 *
 * @param {() => number} [wall]  milliseconds since 1970
 * @param {() => number} [steady]  milliseconds since whenever
 * @returns {() => number} milliseconds since 1970; ahead of the wall clock by what that lost
 */
export function forwardClock(wall = () => Date.now(), steady = () => performance.now()) {
  let aheadMs = 0;
  let [lastWall, lastSteady] = [wall(), steady()];
  return () => {
    const [wallNow, steadyNow] = [wall(), steady()];
    if (wallNow < lastWall) aheadMs += lastWall - wallNow + Math.round(steadyNow - lastSteady);
    [lastWall, lastSteady] = [wallNow, steadyNow];
    return wallNow + aheadMs;
  };
}

/** @type {Clock} */
export const systemClock = {
  now: forwardClock(),
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
    this.#dueAt = this.#clock.now() + delayMs;
    this.#wait(this.#dueAt, delayMs);
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

  /** @param {number} dueAt @param {number} delayMs */
  #wait(dueAt, delayMs) {
    const restMs = delayMs - LONGEST_DELAY_MS;
    this.#handle = this.#clock.setTimeout(() => {
      if (restMs > 0) return this.#wait(dueAt, restMs);
      this.#dueAt = null;
      return this.#fire(this.#clock.now() - dueAt);
    }, Math.min(delayMs, LONGEST_DELAY_MS));
  }
}
