/** Asks why a try never opened; one question at a time, throttled, and forgotten once a socket opens. */
export class Inquiry {
    /**
     * @param {object} options
     * @param {clocks.Clock} options.clock
     * @param {Diagnose} options.diagnose
     * @param {(diagnosis: Diagnosis) => void} options.found
     */
    constructor({ clock, diagnose, found }: {
        clock: clocks.Clock;
        diagnose: Diagnose;
        found: (diagnosis: Diagnosis) => void;
    });
    /** A try never opened. */
    ask(): void;
    /** A socket has opened, or nobody wants to know any more. */
    stop(): void;
    #private;
}
/**
 * Why a try never opened, as far as an ordinary request can tell.
 */
export type Diagnosis = {
    /**
     *   blocked: the server is there, WebSocket does not get through to it.
     */
    finding: "logged-out" | "refused" | "rate-limited" | "restarting" | "no-network" | "unreachable" | "blocked";
    /**
     * the server's words
     */
    detail?: string | undefined;
    /**
     * when to come again, ms from now
     */
    retryMs?: number | undefined;
    /**
     * and a random share of this
     */
    spreadMs?: number | undefined;
};
export type Diagnose = (signal: AbortSignal) => Promise<Diagnosis>;
import * as clocks from './clock.js';
