import * as clocks from './clock.js';

/** Beyond the moment by which we would have acted: more than a page that was busy for a moment. */
const SLACK_MS = 3_000;
/** In hidden tabs timers run once a minute; question and verdict need one each. */
const HIDDEN_SLACK_MS = 125_000;
/** What piled up while we were away is worked off within this, the answer to a probe included. */
const BACK_MS = 5_000;

/**
 * Were we away? A page that was frozen, in the bfcache or on a sleeping machine has missed time,
 * and a link it then finds dead did not die under its eyes.
 */
export class Absence {
  #clock;
  #hidden;
  /** By then we would have acted, had we been running. */
  #dueAt = Infinity;
  /** The page was told to stop, and nothing has been heard since. */
  #left = false;
  #backAt = -Infinity;

  /**
   * @param {clocks.Clock} clock
   * @param {() => boolean} hidden  Is the page out of sight, its timers throttled?
   */
  constructor(clock, hidden) {
    this.#clock = clock;
    this.#hidden = hidden;
  }

  /** Within so long something happens, or we act. @param {number} withinMs */
  expect(withinMs) {
    this.#dueAt = this.#clock.now() + withinMs;
  }

  /** A frame came. @param {number} nextWithinMs */
  heard(nextWithinMs) {
    this.#note();
    this.#left = false;
    this.expect(nextWithinMs);
  }

  /** The page is about to stop. */
  leave() {
    this.#left = true;
  }

  /** Were we away until now, or until a moment ago? */
  get noticed() {
    this.#note();
    return this.#clock.now() - this.#backAt < BACK_MS;
  }

  #note() {
    const now = this.#clock.now();
    const slackMs = this.#hidden() ? HIDDEN_SLACK_MS : SLACK_MS;
    if (this.#left || now - this.#dueAt > slackMs) this.#backAt = now;
  }
}
