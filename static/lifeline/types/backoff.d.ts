/** Uptime that proves the server well. Sooner than that it may be falling over again and again. */
export const STABLE_MS: 5000;
/**
 * @typedef {object} BackoffOptions
 * @property {number} [baseMs]  First window of a try that never got through. Default 1 s.
 * @property {number} [capMs]  Longest window. Default 30 s: people wait half a minute, not longer,
 *   for a server that is back.
 * @property {keyof typeof GROWTH} [grows]  With each failure in a row: double, by `baseMs`, or not
 *   at all. Default exponential.
 * @property {boolean} [jitter]  Default true: wait anywhere in the window, so that clients of one
 *   server never come in step. false: wait the whole window; a server with many such clients is
 *   met by all of them at once when it is back.
 */
/** @type {Required<BackoffOptions>} */
export const DEFAULTS: Required<BackoffOptions>;
/**
 * How long to wait before the next try: by default an exponential window, capped, and full jitter
 * after the cap (a delay anywhere in the window).
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export class Backoff {
    /**
     * @param {() => number} [random]  in [0, 1)
     * @param {BackoffOptions} [options]
     */
    constructor(random?: () => number, options?: BackoffOptions);
    /** Tries in a row that did not lead to a stable link. */
    failures: number;
    /**
     * Counts the end of a link or of a try.
     * @param {number} uptimeMs  How long the link was up; 0: it never was.
     * @returns {number} milliseconds to wait
     */
    next(uptimeMs: number): number;
    /**
     * What the server asked for.
     * @param {number} retryMs @param {number} spreadMs
     * @returns {number} milliseconds to wait
     */
    spread(retryMs: number, spreadMs: number): number;
    #private;
}
export type BackoffOptions = {
    /**
     * First window of a try that never got through. Default 1 s.
     */
    baseMs?: number | undefined;
    /**
     * Longest window. Default 30 s: people wait half a minute, not longer,
     * for a server that is back.
     */
    capMs?: number | undefined;
    /**
     * With each failure in a row: double, by `baseMs`, or not
     * at all. Default exponential.
     */
    grows?: "exponential" | "linear" | "not" | undefined;
    /**
     * Default true: wait anywhere in the window, so that clients of one
     * server never come in step. false: wait the whole window; a server with many such clients is
     * met by all of them at once when it is back.
     */
    jitter?: boolean | undefined;
};
