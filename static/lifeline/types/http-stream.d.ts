/**
 * @typedef {'over' | 'silent' | 'buffered' | 'broken' | 'failed'} How
 *   over: as the server meant it. silent: no beat in time. buffered: what is due does not come.
 *   broken: cut in the middle. failed: it never began.
 *
 * @typedef {object} HttpStreamOptions
 * @property {clocks.Clock} clock
 * @property {(asked: Pick<http.Exchange, 'lines' | 'signal' | 'heard' | 'line'>) => Promise<void>} exchange
 * @property {string[]} lines  hello, subscribes
 * @property {Iterable<string>} rooms  that they name: each is caught up, reset or gone once
 * @property {number | null} pollS  what the server was asked to wait; null: a stream
 * @property {(line: string) => void} line
 * @property {(how: How, error?: unknown) => void} ended  once; nothing comes after it
 */
/** One answer of the server's, as long as it lasts. */
export class HttpStream {
    /** @param {HttpStreamOptions} options */
    constructor(options: HttpStreamOptions);
    /** It brought something that was not there before. */
    news: boolean;
    /** The server said why it ends. @type {Record<string, any> | null} */
    bye: Record<string, any> | null;
    /** All that was asked for has been answered. */
    get settled(): boolean;
    stop(): void;
    #private;
}
/**
 * over: as the server meant it. silent: no beat in time. buffered: what is due does not come.
 * broken: cut in the middle. failed: it never began.
 */
export type How = "over" | "silent" | "buffered" | "broken" | "failed";
export type HttpStreamOptions = {
    clock: clocks.Clock;
    exchange: (asked: Pick<http.Exchange, "lines" | "signal" | "heard" | "line">) => Promise<void>;
    /**
     * hello, subscribes
     */
    lines: string[];
    /**
     * that they name: each is caught up, reset or gone once
     */
    rooms: Iterable<string>;
    /**
     * what the server was asked to wait; null: a stream
     */
    pollS: number | null;
    line: (line: string) => void;
    /**
     * once; nothing comes after it
     */
    ended: (how: How, error?: unknown) => void;
};
import * as clocks from './clock.js';
import * as http from './http-exchange.js';
