import * as clocks from '../lifeline/clock.js';
import * as frames from './frames.js';
import { follow, samePosition } from './position.js';

/**
 * @typedef {object} FollowerOptions
 * @property {string} room
 * @property {clocks.Clock} clock
 * @property {() => number} timeoutMs  after which an answer is asked for again
 * @property {(frame: object) => boolean} send  false: no link
 * @property {(seq: number) => void} started  Following begins behind `seq`; what came before is history.
 * @property {(events: frames.Event[], position: frames.Position) => void} apply  the next events of the
 *   log, each exactly once, and where we are after them
 * @property {(past: frames.Past) => void} reset
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
  /** Where the last repair started, and when. @type {{ from: frames.Position, at: number } | null} */
  #asked = null;
  /** Slices of a reset that is not complete. @type {frames.Past[]} */
  #slices = [];
  /** Where we are; null: nowhere yet. @type {frames.Position | null} */
  position = null;
  /** Caught up: what comes now comes as it happens. */
  live = false;

  /** @param {FollowerOptions} options */
  constructor(options) {
    this.#options = options;
    this.#timer = new clocks.Timer(options.clock, () => this.#again());
  }

  /** Is an answer due, or about to be asked for? */
  get busy() {
    return this.#due > 0 || this.#timer.running;
  }

  /**
   * Begins where the log ended when the server described it. Said in the subscription, so that what
   * has been committed in between is replayed.
   * @param {frames.Position} head
   */
  begin(head) {
    this.position = head;
    this.#options.started(head.seq);
    this.#subscribe();
  }

  /** Goes on from where we are, on a new link. @param {boolean} named  The hello has said so already. */
  resume(named) {
    if (named) this.#expect();
    else this.#subscribe();
  }

  /** @param {frames.Events} frame */
  events(frame) {
    if (!this.position) return;
    const step = follow(this.position, frame);
    if (step.kind === 'hole') this.#repair();
    if (step.kind !== 'next') return;
    this.position = step.position;
    if (this.#due) this.#timer.start(this.#options.timeoutMs());
    this.#options.apply(step.events, step.position);
  }

  /** @param {frames.Position} head */
  caughtUp(head) {
    this.#answered();
    if (!this.position) return;
    if (samePosition(this.position, head)) this.live = true;
    else if (!this.#due) this.#repair();
  }

  /** @param {frames.Past & { more: boolean }} slice */
  reset(slice) {
    this.#slices.push(slice);
    this.#timer.start(this.#options.timeoutMs());
    if (slice.more) return;
    const past = frames.joinSlices(this.#slices);
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

  /** From where we are. */
  #subscribe() {
    const { room, send } = this.#options;
    this.#slices = [];
    this.#expect();
    send({ type: 'subscribe', room, from: this.position });
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
    const stuck = this.#asked && this.position && samePosition(this.#asked.from, this.position);
    const waitMs = stuck && this.#asked ? this.#asked.at + timeoutMs() - clock.now() : 0;
    if (waitMs > 0) this.#timer.start(waitMs);
    else this.#again();
  }

  #again() {
    if (!this.position) return;
    this.#due = 0;
    this.#asked = { from: this.position, at: this.#options.clock.now() };
    this.#subscribe();
  }
}
