/**
 * @typedef {object} RetryOptions
 * @property {clocks.Clock} clock
 * @property {() => number} [random]  in [0, 1), for back-off
 * @property {backoffs.BackoffOptions} [backoff]
 * @property {number} [maxTries]  failed tries in a row before it gives up; default: never
 * @property {() => void} dial
 */
/** Waits from the end of one try, or of a link, to the next try. */
export class Retry {
    /** @param {RetryOptions} options */
    constructor({ clock, random, backoff, maxTries, dial }: RetryOptions);
    /** Tries in a row that led to no stable link. */
    get failures(): number;
    /** Does it wait? */
    get waiting(): boolean;
    /**
     * A page event cuts the waiting short: dials, or where it has done so just now, a little later.
     * @returns {number | null} wall clock time of the next try, ms, where that has changed
     */
    hurry(): number | null;
    /**
     * Counts an end, and waits.
     * @param {number} uptimeMs  how long the link was up; 0: it never was
     * @param {endings.Wish} [wish]  absent: back-off
     * @returns {number | null} wall clock time of the next try, ms; null: given up
     */
    after(uptimeMs: number, wish?: endings.Wish): number | null;
    /**
     * Waits as wished.
     * @param {endings.Wish} wish
     * @returns {number} wall clock time of the next try, ms
     */
    hold({ retryMs, spreadMs }: endings.Wish): number;
    /** A try begins. */
    dialled(): void;
    /** Failures so far count no more. */
    startOver(): void;
    stop(): void;
    #private;
}
export type RetryOptions = {
    clock: clocks.Clock;
    /**
     * in [0, 1), for back-off
     */
    random?: (() => number) | undefined;
    backoff?: backoffs.BackoffOptions | undefined;
    /**
     * failed tries in a row before it gives up; default: never
     */
    maxTries?: number | undefined;
    dial: () => void;
};
import * as endings from './ending.js';
import * as clocks from './clock.js';
import * as backoffs from './backoff.js';
