/**
 * @param {number} code  A peer may send nonsense; that is no reason to stay away.
 * @returns {ClosePolicy}
 */
export function closePolicy(code: number): ClosePolicy;
/**
 * May a page pass this to `WebSocket.close`? (https://websockets.spec.whatwg.org/#dom-websocket-close)
 * @param {number} code
 */
export function pageMaySend(code: number): boolean;
/**
 * What follows from a close code. The words for each are in close-codes.js, which a link can do without.
 */
export type ClosePolicy = {
    /**
     * 'no': what was said on purpose,
     * and would be said again. What may be a fault of the link, or has no meaning, is no reason to stay
     * away. 'later': wait `retryMs` and a random share of `spreadMs` where no `bye` said otherwise.
     */
    reconnect: "yes" | "later" | "after logging in" | "no";
    retryMs?: number | undefined;
    spreadMs?: number | undefined;
};
