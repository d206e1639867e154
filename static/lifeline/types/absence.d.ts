/**
 * Were we away? A page that was frozen, in the bfcache or on a sleeping machine has missed time,
 * and a link it then finds dead did not die under its eyes.
 */
export class Absence {
    /** @param {clocks.Clock} clock @param {pageEvents.Page | null} page */
    constructor(clock: clocks.Clock, page: pageEvents.Page | null);
    /** Within so long something happens, or we act. @param {number} withinMs */
    expect(withinMs: number): void;
    /** A frame came. @param {number} nextWithinMs */
    heard(nextWithinMs: number): void;
    /** The page is about to stop. */
    leave(): void;
    /** Were we away until now, or until a moment ago? */
    get noticed(): boolean;
    #private;
}
import * as clocks from './clock.js';
import * as pageEvents from './page-events.js';
