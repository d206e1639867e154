/**
 * Would that be the doing of an absence, if there was one?
 * @param {Pick<Ending, 'cause' | 'code'>} ending
 */
export function mayBeGap({ cause, code }: Pick<Ending, "cause" | "code">): boolean;
/**
 * @param {Pick<Ending, 'cause' | 'code'>} ending
 * @param {dialects.Bye | null} bye  what the server said before
 * @param {boolean} doneIsFinal  see Dialect
 * @returns {Verdict}
 */
export function judge({ cause, code }: Pick<Ending, "cause" | "code">, bye: dialects.Bye | null, doneIsFinal: boolean): Verdict;
/**
 * Who ended it: a close frame of the other side; nobody, it just broke (1006); our heartbeat; the
 * time-out of the try; a `bye`; we ourselves; nobody under our eyes: it was found dead after the
 * page had been frozen, in the bfcache, or the machine asleep.
 */
export type Cause = "peer" | "network" | "heartbeat" | "timeout" | "server" | "page" | "gap";
/**
 * How a link, or the try to get one, ended.
 */
export type Ending = {
    cause: Cause;
    /**
     * 0–4999; 1006 where no close frame said one
     */
    code: number;
    reason: string;
    clean: boolean;
    /**
     * 0: it never was up
     */
    uptimeMs: number;
    rttMs?: number | undefined;
    /**
     * tries it took, counted since the last stable link, this one included
     */
    attempts: number;
};
/**
 * What follows from an ending.
 */
export type Verdict = {
    next: "retry" | "refused" | "closed";
    loginNeeded?: boolean | undefined;
    /**
     * absent: back-off
     */
    wait?: Wish | undefined;
};
/**
 * How long to wait: so long, and a random share of that.
 */
export type Wish = {
    retryMs: number;
    spreadMs: number;
};
import * as dialects from './dialect.js';
