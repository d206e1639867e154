/**
 * @typedef {object} HttpPostsOptions
 * @property {clocks.Clock} clock
 * @property {(asked: Pick<http.Exchange, 'lines' | 'signal' | 'heard' | 'line'>) => Promise<void>} exchange
 * @property {(line: string) => void} line
 * @property {(error: unknown) => void} failed  Nothing more is sent.
 */
/** Frames to the server, in their order: one request at a time, with all that waits for it. */
export class HttpPosts {
    /** @param {HttpPostsOptions} options */
    constructor(options: HttpPostsOptions);
    /** Of what has no answer yet. */
    bytes: number;
    /** @param {string} data  a frame */
    send(data: string): void;
    stop(): void;
    #private;
}
export type HttpPostsOptions = {
    clock: clocks.Clock;
    exchange: (asked: Pick<http.Exchange, "lines" | "signal" | "heard" | "line">) => Promise<void>;
    line: (line: string) => void;
    /**
     * Nothing more is sent.
     */
    failed: (error: unknown) => void;
};
import * as clocks from './clock.js';
import * as http from './http-exchange.js';
