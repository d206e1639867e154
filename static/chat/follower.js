import * as time from '../lifeline/clock.js';
import * as wire from './frames.js';
import { follow, samePosition } from './position.js';

/**
 * @typedef {object} FollowerOptions
 * @property {string} room
 * @property {time.Clock} clock
 * @property {() => number} timeoutMs  after which an answer is asked for again
 * @property {(frame: object) => boolean} send  false: no link
 * @property {(seq: number) => void} started  Following begins behind `seq`; what came before is history.
 * @property {(events: wire.Event[], position: wire.Position) => void} apply  the next events of the
 *   log, each exactly once, and where we are after them
 * @property {(past: wire.Past) => void} reset
 */

/**
 * Follows one log: knows the position, takes what continues it, and asks again for what is missing.
 * It never reconnects to repair a hole: the link is not to blame.
 */
export class Follower {
  #options;
  /** While answers are due: again after the time-out. Also delays a repair that led nowhere. */
  #timer;
  /** Answers (`caught_up` or `reset`) still to come on this link. */
  #due = 0;
  /** Where the last repair started, and when. @type {{ from: wire.Position | null, at: number } | null} */
  #asked = null;
  /** Slices of a reset that is not complete. @type {wire.Past[]} */
  #slices = [];
  /** Where we are; null: nowhere yet. @type {wire.Position | null} */
  position = null;
  /** Caught up: what comes now comes as it happens. */
  live = false;

  /** @param {FollowerOptions} options */
  constructor(options) {
    this.#options = options;
    this.#timer = new time.Timer(options.clock, () => this.#again());
  }

  /** Is an answer due, or about to be asked for? */
  get busy() {
    return this.#due > 0 || this.#timer.running;
  }

  /**
   * Begins where the log ends now. What is committed between that word and the subscription makes a
   * `caught_up` that is not where we are, and is fetched like any hole.
   * @param {wire.Position} head
   */
  begin(head) {
    this.position = head;
    this.#options.started(head.seq);
    this.#subscribe();
  }

  /** Goes on from where we are, on a new link. @param {boolean} named  The hello has said so already. */
  resume(named) {
    if (named) this.#expect();
    else this.#subscribe(this.position);
  }

  /** @param {wire.Events} frame */
  events(frame) {
    if (!this.position) return;
    const step = follow(this.position, frame);
    if (step.kind === 'hole') this.#repair();
    if (step.kind !== 'next') return;
    this.position = step.position;
    if (this.#due) this.#timer.start(this.#options.timeoutMs());
    this.#options.apply(step.events, step.position);
  }

  /** @param {wire.Position} head */
  caughtUp(head) {
    this.#answered();
    if (!this.position) return;
    if (samePosition(this.position, head)) this.live = true;
    else if (!this.#due) this.#repair();
  }

  /** @param {wire.Past & { more: boolean }} slice */
  reset(slice) {
    this.#slices.push(slice);
    this.#timer.start(this.#options.timeoutMs());
    if (slice.more) return;
    const past = wire.joinSlices(this.#slices);
    this.#slices = [];
    this.#answered();
    this.position = past.head;
    this.live = true;
    this.#options.reset(past);
  }

  /** The link is gone: no answer will come on it. */
  linkDown() {
    this.#timer.stop();
    this.#due = 0;
    this.#asked = null;
    this.#slices = [];
    this.live = false;
  }

  /** The log is not ours any more. */
  stop() {
    this.linkDown();
    this.position = null;
  }

  /** @param {wire.Position | null} [from]  absent: the head, which is cheaper for the server */
  #subscribe(from = null) {
    const { room, clock, send } = this.#options;
    this.#slices = [];
    this.#asked = { from, at: clock.now() };
    this.#expect();
    send({ type: 'subscribe', room, ...(from && { from }) });
  }

  #expect() {
    this.#due += 1;
    this.#timer.start(this.#options.timeoutMs());
  }

  #answered() {
    this.#due = Math.max(0, this.#due - 1);
    if (!this.#due) this.#timer.stop();
  }

  /** One at a time; and one that brought us nowhere is not repeated before the time-out. */
  #repair() {
    this.live = false;
    if (this.busy) return;
    const { clock, timeoutMs } = this.#options;
    const stuck = this.#asked?.from && this.position && samePosition(this.#asked.from, this.position);
    const waitMs = stuck && this.#asked ? this.#asked.at + timeoutMs() - clock.now() : 0;
    if (waitMs > 0) this.#timer.start(waitMs);
    else this.#subscribe(this.position);
  }

  #again() {
    this.#due = 0;
    this.#subscribe(this.position);
  }
}
