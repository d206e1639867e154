export namespace DEFAULTS {
    let intervalMs: number;
    let timeoutMs: number;
    let first: "spread";
}
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
    /**
     * @param {object} options
     * @param {clocks.Clock} options.clock
     * @param {() => number} [options.random]  in [0, 1)
     * @param {HeartbeatOptions | null} [options.times]  null: none, it never asks
     * @param {(n: number) => void} options.ask  sends question number n
     * @param {() => void} options.dead  the link is dead; called once, the heartbeat has stopped
     */
    constructor({ clock, random, times, ask, dead }: {
        clock: clocks.Clock;
        random?: (() => number) | undefined;
        times?: HeartbeatOptions | null | undefined;
        ask: (n: number) => void;
        dead: () => void;
    });
    /** Round-trip time of the last answered question. @type {number | undefined} */
    rttMs: number | undefined;
    /** Milliseconds within which an answer is missed at the latest; for ever where it never asks. */
    get deadlineMs(): number;
    /**
     * How long an answer may take after a gap, ms: who comes back to a sleeping page waits for it, so
     * only some round trips, as far as they are known.
     */
    get wakeMs(): number;
    /**
     * What the server wishes; times that are none are no wish.
     * @param {{ intervalMs: number, timeoutMs: number }} times
     */
    configure({ intervalMs, timeoutMs }: {
        intervalMs: number;
        timeoutMs: number;
    }): void;
    /** The link is open. */
    start(): void;
    stop(): void;
    /**
     * A frame came. The timer starts anew here, in a network callback, and not by a chain of timers:
     * browsers throttle chained timers of hidden tabs to one a minute, fresh ones to one a second.
     */
    heard(): void;
    /**
     * The answer to question `n` came; true: to the last one.
     * @param {number | true} n
     * @returns {boolean} Has `rttMs` been measured anew?
     */
    answered(n: number | true): boolean;
    /**
     * Asks now instead of after the interval. A question that is out already is not repeated, unless
     * it is older than the answer may take now.
     * @param {number} [withinMs]  how long the answer may take; never longer than the time-out
     */
    probe(withinMs?: number): void;
    /** The machine is about to stop: the next verdict must not rest on the time that passes now. */
    age(): void;
    #private;
}
export type HeartbeatOptions = {
    /**
     * How long nothing is heard before it asks. Default 10 s: less than
     * the 60 s after which proxies cut, and people notice by then. Every frame starts it anew.
     */
    intervalMs?: number | undefined;
    /**
     * How long after a question any frame may take. Default 4 s.
     */
    timeoutMs?: number | undefined;
    /**
     * The first question: at a random share of the interval,
     * so that those who came together do not beat together (default), or as soon as it is open.
     */
    first?: "spread" | "at once" | undefined;
};
import * as clocks from './clock.js';
