/** A page that stays open is a visit a day: the login is begun anew by requests, not by the socket. */
import * as clocks from '../../lifeline/clock.js';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Timers stand still while the machine sleeps, the clock does not: so it is looked at in between. */
const LOOK_EVERY_MS = 60 * 60 * 1000;

/**
 * @param {() => Promise<unknown>} visit  one that fails is made again in an hour
 * @param {clocks.Clock} [clock]
 */
export function visitDaily(visit, clock = clocks.systemClock) {
  let visitedAt = clock.now(); // the page itself was one
  const timer = new clocks.Timer(clock, async () => {
    timer.start(LOOK_EVERY_MS);
    if (clock.now() - visitedAt < DAY_MS) return;
    const before = visitedAt;
    visitedAt = clock.now();
    await visit().catch(() => {
      visitedAt = before;
    });
  });
  timer.start(LOOK_EVERY_MS);
}
