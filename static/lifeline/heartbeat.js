import * as clocks from './clock.js';

/**
 * Later than this, a timer was held up by a sleeping machine or a throttled tab. Hidden tabs align
 * timers to whole seconds, so up to a second is everyday.
 */
const LATE_MS = 1_500;
/** Protocol defaults, until the server names its own. */
const INTERVAL_MS = 10_000;
const TIMEOUT_MS = 4_000;

/**
 * Finds dead links: asks when nothing was heard for an interval, and gives up when nothing at all
 * was heard within the time-out after that. Every frame is life, not only the answer.
 */
export class Heartbeat {
  #clock;
  #ask;
  #dead;
  /** Runs towards the next question, or, while `#asked`, towards the verdict. */
  #timer;
  #intervalMs = INTERVAL_MS;
  #timeoutMs = TIMEOUT_MS;
  /** A question is out and nothing has been heard since. */
  #asked = false;
  /** One late timer since the last frame was forgiven; the next verdict stands. */
  #forgiven = false;
  /** Number of the last question, and when it was sent (ms). */
  #number = 0;
  #askedAt = 0;
  /** Round-trip time of the last answered question. @type {number | undefined} */
  rttMs;

  /**
   * @param {object} options
   * @param {clocks.Clock} options.clock
   * @param {(n: number) => void} options.ask  sends question number n
   * @param {() => void} options.dead  the link is dead; called once, the heartbeat has stopped
   */
  constructor({ clock, ask, dead }) {
    this.#clock = clock;
    this.#ask = ask;
    this.#dead = dead;
    this.#timer = new clocks.Timer(clock, (lateMs) => this.#due(lateMs));
  }

  /** Milliseconds within which an answer is missed at the latest: interval and time-out. */
  get deadlineMs() {
    return this.#intervalMs + this.#timeoutMs;
  }

  /** @param {{ intervalMs: number, timeoutMs: number }} times */
  configure({ intervalMs, timeoutMs }) {
    this.#intervalMs = intervalMs;
    this.#timeoutMs = timeoutMs;
    if (this.#timer.running && !this.#asked) this.#timer.start(intervalMs);
  }

  start() {
    this.rttMs = undefined;
    this.heard();
  }

  stop() {
    this.#timer.stop();
    this.#asked = false;
    this.#forgiven = false;
  }

  /**
   * A frame came. The timer starts anew here, in a network callback, and not by a chain of timers:
   * browsers throttle chained timers of hidden tabs to one a minute, fresh ones to one a second.
   */
  heard() {
    this.#asked = false;
    this.#forgiven = false;
    this.#timer.start(this.#intervalMs);
  }

  /** The answer to question `n` came. @param {number} n */
  answered(n) {
    if (n === this.#number) this.rttMs = Math.max(0, this.#clock.now() - this.#askedAt);
  }

  /** Asks now instead of after the interval. */
  probe() {
    if (this.#timer.running && !this.#asked) this.#question();
  }

  /** The machine is about to stop: the next verdict must not rest on the time that passes now. */
  age() {
    this.#forgiven = false;
  }

  #question() {
    this.#asked = true;
    this.#number += 1;
    this.#askedAt = this.#clock.now();
    this.#timer.start(this.#timeoutMs);
    this.#ask(this.#number);
  }

  /** @param {number} lateMs */
  #due(lateMs) {
    const late = lateMs > LATE_MS;
    if (this.#asked && (!late || this.#forgiven)) {
      this.stop();
      this.#dead();
      return;
    }
    // What came in while we were not running may still wait in the queue behind this timer.
    if (late) this.#forgiven = true;
    this.#question();
  }
}
