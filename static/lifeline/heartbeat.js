import * as clocks from './clock.js';

/**
 * Later than this, a timer was held up by a sleeping machine or a throttled tab. Hidden tabs align
 * timers to whole seconds, so up to a second is everyday.
 */
const LATE_MS = 1_500;
/** A link that is asked after a gap gets this much at least: a radio wakes up slower than a cable. */
const WAKE_MS = 1_000;
/** The protocol's, until the server names its own. */
export const DEFAULTS = { intervalMs: 10_000, timeoutMs: 4_000, first: /** @type {const} */ ('spread') };

/**
 * @typedef {object} HeartbeatOptions
 * @property {number} [intervalMs]  How long nothing is heard before it asks. Default 10 s: less than
 *   the 60 s after which proxies cut, and people notice by then. Every frame starts it anew.
 * @property {number} [timeoutMs]  How long after a question any frame may take. Default 4 s.
 * @property {'spread' | 'at once'} [first]  The first question: at a random share of the interval,
 *   so that those who came together do not beat together (default), or as soon as it is open.
 */

/**
 * Finds dead links: asks when nothing was heard for an interval, and gives up when nothing at all
 * was heard within the time-out after that. Every frame is life, not only the answer.
 */
export class Heartbeat {
  #clock;
  #random;
  #ask;
  #dead;
  /** Runs towards the next question, or, while `#asked`, towards the verdict. */
  #timer;
  /** false: it never asks. */
  #beats;
  /** @type {Required<HeartbeatOptions>} */
  #times;
  /** The first question of this link is still to come, at its random moment. */
  #fresh = false;
  /** A question is out and nothing has been heard since. */
  #asked = false;
  /** One late timer since the last frame was forgiven; the next verdict stands. */
  #forgiven = false;
  /** Number of the last question, and when it was sent (ms); null: it has been answered. */
  #number = 0;
  /** @type {number | null} */
  #askedAt = null;
  /** Round-trip time of the last answered question. @type {number | undefined} */
  rttMs;

  /**
   * @param {object} options
   * @param {clocks.Clock} options.clock
   * @param {() => number} [options.random]  in [0, 1)
   * @param {HeartbeatOptions | null} [options.times]  null: none, it never asks
   * @param {(n: number) => void} options.ask  sends question number n
   * @param {() => void} options.dead  the link is dead; called once, the heartbeat has stopped
   */
  constructor({ clock, random = Math.random, times = {}, ask, dead }) {
    this.#clock = clock;
    this.#random = random;
    this.#beats = times !== null;
    this.#times = { ...DEFAULTS, ...times };
    this.#ask = ask;
    this.#dead = dead;
    this.#timer = new clocks.Timer(clock, (lateMs) => this.#due(lateMs));
  }

  /** Milliseconds within which an answer is missed at the latest; for ever where it never asks. */
  get deadlineMs() {
    if (!this.#beats) return Infinity;
    return this.#times.intervalMs + this.#times.timeoutMs;
  }

  /**
   * How long an answer may take after a gap, ms: who comes back to a sleeping page waits for it, so
   * only some round trips, as far as they are known.
   */
  get wakeMs() {
    const { timeoutMs } = this.#times;
    return this.rttMs === undefined ? timeoutMs : Math.min(timeoutMs, Math.max(WAKE_MS, 4 * this.rttMs));
  }

  /**
   * What the server wishes; times that are none are no wish.
   * @param {{ intervalMs: number, timeoutMs: number }} times
   */
  configure({ intervalMs, timeoutMs }) {
    if (!(intervalMs > 0 && timeoutMs > 0)) return;
    this.#times = { ...this.#times, intervalMs, timeoutMs };
    if (this.#timer.running && !this.#asked) this.#rearm();
  }

  /** The link is open. */
  start() {
    this.stop();
    this.rttMs = undefined;
    if (!this.#beats) return;
    this.#fresh = this.#times.first === 'spread';
    if (this.#fresh) this.#rearm();
    else this.#question();
  }

  stop() {
    this.#timer.stop();
    this.#fresh = false;
    this.#asked = false;
    this.#askedAt = null;
    this.#forgiven = false;
  }

  /**
   * A frame came. The timer starts anew here, in a network callback, and not by a chain of timers:
   * browsers throttle chained timers of hidden tabs to one a minute, fresh ones to one a second.
   */
  heard() {
    this.#asked = false;
    this.#forgiven = false;
    if (this.#timer.running && !this.#fresh) this.#rearm();
  }

  /**
   * The answer to question `n` came; true: to the last one.
   * @param {number | true} n
   * @returns {boolean} Has `rttMs` been measured anew?
   */
  answered(n) {
    if (this.#askedAt === null || (n !== true && n !== this.#number)) return false;
    this.rttMs = this.#clock.now() - this.#askedAt;
    this.#askedAt = null;
    return true;
  }

  /**
   * Asks now instead of after the interval. A question that is out already is not repeated, unless
   * it is older than the answer may take now.
   * @param {number} [withinMs]  how long the answer may take; never longer than the time-out
   */
  probe(withinMs = this.#times.timeoutMs) {
    if (!this.#timer.running) return;
    if (!this.#asked || this.#clock.now() - (this.#askedAt ?? 0) > withinMs) this.#question(withinMs);
    else this.#timer.startBy(withinMs);
  }

  /** The machine is about to stop: the next verdict must not rest on the time that passes now. */
  age() {
    this.#forgiven = false;
  }

  /** Towards the next question. */
  #rearm() {
    const { intervalMs } = this.#times;
    this.#timer.start(this.#fresh ? this.#random() * intervalMs : intervalMs);
  }

  /** @param {number} [withinMs]  see probe */
  #question(withinMs = this.#times.timeoutMs) {
    this.#fresh = false;
    this.#asked = true;
    this.#number += 1;
    this.#askedAt = this.#clock.now();
    this.#timer.start(Math.min(withinMs, this.#times.timeoutMs));
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
    this.#question(late ? this.wakeMs : undefined);
  }
}
