/**
 * The wall clock, because it goes on while a laptop sleeps (`performance.now()` stands still there
 * in some browsers), but one that never goes back: where somebody puts the wall clock back, what
 * passed since the last look is taken from the steady one. Put forward, it looks like a sleep.
 *
 * @param {() => number} [wall]  milliseconds since 1970
 * @param {() => number} [steady]  milliseconds since whenever
 * @returns {() => number} milliseconds since 1970; ahead of the wall clock by what that lost
 */
export function forwardClock(wall?: () => number, steady?: () => number): () => number;
/** @type {Clock} */
export const systemClock: Clock;
/**
 * One purpose, one timer: starting it again replaces what was pending, so timers never pile up.
 */
export class Timer {
    /**
     * @param {Clock} clock
     * @param {(lateMs: number) => void} fire  Told how much later than asked it runs: a hidden tab
     *   is throttled, a sleeping machine stops.
     */
    constructor(clock: Clock, fire: (lateMs: number) => void);
    /** @returns {boolean} */
    get running(): boolean;
    /** @param {number} delayMs */
    start(delayMs: number): void;
    /** Starts only where nothing runs that fires earlier. @param {number} delayMs */
    startBy(delayMs: number): void;
    stop(): void;
    #private;
}
/**
 * Where time comes from. Everything that waits takes a Clock, so that tests decide what time it is.
 */
export type Clock = {
    /**
     * Milliseconds since 1970, never less than the time before.
     */
    now: () => number;
    setTimeout: (fn: () => void, delayMs: number) => unknown;
    clearTimeout: (handle: any) => void;
};
