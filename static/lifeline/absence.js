import * as clocks from './clock.js';
import * as pageEvents from './page-events.js';

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
  #page;
  /** By then we would have acted, had we been running. */
  #dueAt = Infinity;
  /** The page was told to stop, and nothing has been heard since. */
  #left = false;
  #backAt = -Infinity;

  /** @param {clocks.Clock} clock @param {pageEvents.Page | null} page */
  constructor(clock, page) {
    this.#clock = clock;
    this.#page = page;
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
    const slackMs = this.#page?.document.visibilityState === 'hidden' ? HIDDEN_SLACK_MS : SLACK_MS;
    if (this.#left || now - this.#dueAt > slackMs) this.#backAt = now;
  }
}
