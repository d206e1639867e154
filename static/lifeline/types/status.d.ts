/** Does nothing happen any more by itself, but for what is in `wakes`? @param {Readonly<Status>} status */
export function isFinal({ wakes }: Readonly<Status>): boolean;
/**
 * @param {State} state
 * @param {boolean} [loginNeeded]
 * @returns {Waker[] | undefined} undefined: it is not asleep
 */
export function wakersOf(state: State, loginNeeded?: boolean): Waker[] | undefined;
/** There is no link, and by itself there will be none. */
export class LinkError extends Error {
    /** @param {Readonly<Status>} status */
    constructor({ state, code, reason }: Readonly<Status>);
    state: "refused" | "closed" | "online" | "idle" | "connecting" | "waiting" | "offline" | "gave-up" | "unsupported";
    code: number | undefined;
    reason: string | undefined;
}
/**
 * waiting: for `retryAt`. offline: the same, while the browser says there is no network (it may
 * be wrong, so tries go on). refused: the server will not have us. closed: done. The last four
 * are final: what would wake the link stands in `wakes`.
 */
export type State = "idle" | "connecting" | "online" | "waiting" | "offline" | "refused" | "gave-up" | "unsupported" | "closed";
/**
 * `reconnect()`, `loggedIn()`, the network
 */
export type Waker = "reconnect" | "login" | "online";
export type Status = Known & (Waits | Else);
export type Waits = {
    state: "waiting" | "offline";
    /**
     * wall clock time of the next try, ms
     */
    retryAt: number;
};
export type Else = {
    state: Exclude<State, Waits["state"]>;
    retryAt?: undefined;
};
/**
 * What else is known, in any state.
 */
export type Known = {
    /**
     * of the last ending; likewise reason and cause
     */
    code?: number | undefined;
    reason?: string | undefined;
    cause?: endings.Cause | undefined;
    /**
     * tries in a row that led to no stable link
     */
    attempts?: number | undefined;
    /**
     * last round-trip time of this link
     */
    rttMs?: number | undefined;
    loginNeeded?: boolean | undefined;
    /**
     * in final states: what would wake it
     */
    wakes?: Waker[] | undefined;
    /**
     * connecting, online: by which way
     */
    transport?: settings.Transport | undefined;
    /**
     * why no try opened; `reason` has the server's words
     */
    finding?: settings.Finding | undefined;
};
import * as endings from './ending.js';
import * as settings from './options.js';
