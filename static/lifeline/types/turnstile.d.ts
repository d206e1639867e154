/**
 * @param {string} host
 * @param {() => void} go  Dials: at once where nobody is inside, else when its turn has come.
 * @param {boolean} [urgent]  Somebody clicked: does not wait, others wait for it.
 * @returns {Turn}
 */
export function enter(host: string, go: () => void, urgent?: boolean): Turn;
export function busyHosts(): number;
/**
 * Links of one page to one host dial one after the other. Browsers do so anyway
 * (RFC 6455 section 4.1), but count the wait as part of the handshake: a time-out would then strike
 * a try that has not begun.
 */
export type Turn = {
    /**
     * The handshake is over, or not wanted any more; again: nothing.
     */
    leave: () => void;
};
/**
 * Links of one page to one host dial one after the other. Browsers do so anyway
 * (RFC 6455 section 4.1), but count the wait as part of the handshake: a time-out would then strike
 * a try that has not begun.
 */
export type Gate = {
    inside: Set<Turn>;
    waiting: Map<Turn, () => void>;
};
