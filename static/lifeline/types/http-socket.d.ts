/**
 * @typedef {object} HttpSocketOptions
 * @property {string} stream  address that answers a hello with a stream of frames
 * @property {string} frames  address that takes frames and answers them
 * @property {() => Record<string, string>} [headers]  of every request; asked each time
 * @property {http.Fetch} [fetch]
 * @property {clocks.Clock} [clock]
 */
/**
 * Lifeline's own protocol where WebSocket does not get through (docs/protocol.md, "By HTTP"), with
 * the face of a WebSocket. Two things are different: `onopen` is called again whenever a new hello
 * is needed, since a stream lasts a minute; and `send` reads the type of a frame, since hello and
 * subscribe begin a stream, `seen` and `pong` need not be said, and the rest has a request of its own.
 *
 * A Link uses it by httpFallback.
 */
export class HttpSocket {
    /** @param {HttpSocketOptions} options */
    constructor({ stream, frames, headers, fetch, clock }: HttpSocketOptions);
    /** @type {number} */
    readyState: number;
    binaryType: string;
    /** @type {((event: any) => void) | null} */
    onopen: ((event: any) => void) | null;
    /** @type {((event: any) => void) | null} */
    onmessage: ((event: any) => void) | null;
    /** @type {((event: any) => void) | null} */
    onerror: ((event: any) => void) | null;
    /** @type {((event: any) => void) | null} */
    onclose: ((event: any) => void) | null;
    get bufferedAmount(): number;
    /** @param {string} data  a frame; of another kind there is no way here */
    send(data: string): void;
    /** As of a WebSocket, except that no event follows. */
    close(): void;
    #private;
}
export type HttpSocketOptions = {
    /**
     * address that answers a hello with a stream of frames
     */
    stream: string;
    /**
     * address that takes frames and answers them
     */
    frames: string;
    /**
     * of every request; asked each time
     */
    headers?: (() => Record<string, string>) | undefined;
    fetch?: http.Fetch | undefined;
    clock?: clocks.Clock | undefined;
};
import * as http from './http-exchange.js';
import * as clocks from './clock.js';
