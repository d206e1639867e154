/**
 * @typedef {string | ArrayBuffer | ArrayBufferView | Blob} Data  what a socket sends
 *
 * @typedef {object} QueueBounds
 * @property {number} frames
 * @property {number} bytes  UTF-8
 */
/** What waits to be sent, in order, and bounded: what does not fit is refused, not dropped later. */
export class SendQueue {
    /** @param {QueueBounds} bounds */
    constructor(bounds: QueueBounds);
    get empty(): boolean;
    /**
     * @param {Data} data
     * @returns {boolean} false: it is full
     */
    push(data: Data): boolean;
    /** The first; there is one. @returns {Data} */
    shift(): Data;
    clear(): void;
    #private;
}
/**
 * what a socket sends
 */
export type Data = string | ArrayBuffer | ArrayBufferView | Blob;
export type QueueBounds = {
    frames: number;
    /**
     * UTF-8
     */
    bytes: number;
};
