/**
 * How a server speaks: what a Link needs to know of its frames, and nothing more.
 *
 * @typedef {any} Frame  What the dialect decodes to: of JSON an object, of other text the string.
 *
 * @typedef {object} Bye  The server closes, and says how to go on.
 * @property {number} code
 * @property {string} reason
 * @property {boolean} reconnect
 * @property {number} retryMs
 * @property {number} spreadMs
 *
 * @typedef {object} Control  What a frame means for the link itself.
 * @property {boolean} [ready]  The greeting is over: the link is up (only with `ready: 'welcome'`).
 * @property {{ intervalMs: number, timeoutMs: number }} [heartbeat]  The server's wish.
 * @property {number} [asked]  Number of the server's question, to be answered at once.
 * @property {number | true} [answered]  Number of our question that this answers; true: the last
 *   one, where answers carry no number.
 * @property {Bye} [bye]
 *
 * @typedef {object} Dialect
 * @property {string[]} protocols  Offered subprotocols; empty: none.
 * @property {'welcome' | 'answer' | 'open'} ready  When the link is up: when a frame says `ready`;
 *   at the first frame of any kind, for which a beat is sent as soon as it is open; once open, for
 *   servers that say nothing by themselves.
 * @property {boolean} doneIsFinal  Is a 1000 of the server, without a `bye`, the end?
 * @property {(frame: Frame) => string | ArrayBuffer} encode  Strings and binary are sent as they
 *   are, and do not come here.
 * @property {(data: string | ArrayBuffer) => Frame | null} decode  null: not a frame. It counts as
 *   life, no more. Never throws.
 * @property {(n: number) => object | string | ArrayBuffer} ping  Question number n.
 * @property {((n: number) => object | string | ArrayBuffer) | null} pong  The answer to the
 *   server's question n; null: it never asks.
 * @property {(frame: Frame) => Control} control
 * @property {(frame: Frame) => string | undefined} typeOf  What `link.handle` goes by.
 */
/** Our own: docs/protocol.md. @type {Dialect} */
export const lifelineDialect: Dialect;
/**
 * What the dialect decodes to: of JSON an object, of other text the string.
 */
export type Frame = any;
/**
 * The server closes, and says how to go on.
 */
export type Bye = {
    code: number;
    reason: string;
    reconnect: boolean;
    retryMs: number;
    spreadMs: number;
};
/**
 * What a frame means for the link itself.
 */
export type Control = {
    /**
     * The greeting is over: the link is up (only with `ready: 'welcome'`).
     */
    ready?: boolean | undefined;
    /**
     * The server's wish.
     */
    heartbeat?: {
        intervalMs: number;
        timeoutMs: number;
    } | undefined;
    /**
     * Number of the server's question, to be answered at once.
     */
    asked?: number | undefined;
    /**
     * Number of our question that this answers; true: the last
     * one, where answers carry no number.
     */
    answered?: number | true | undefined;
    bye?: Bye | undefined;
};
/**
 * How a server speaks: what a Link needs to know of its frames, and nothing more.
 */
export type Dialect = {
    /**
     * Offered subprotocols; empty: none.
     */
    protocols: string[];
    /**
     * When the link is up: when a frame says `ready`;
     * at the first frame of any kind, for which a beat is sent as soon as it is open; once open, for
     * servers that say nothing by themselves.
     */
    ready: "welcome" | "answer" | "open";
    /**
     * Is a 1000 of the server, without a `bye`, the end?
     */
    doneIsFinal: boolean;
    /**
     * Strings and binary are sent as they
     * are, and do not come here.
     */
    encode: (frame: Frame) => string | ArrayBuffer;
    /**
     * null: not a frame. It counts as
     * life, no more. Never throws.
     */
    decode: (data: string | ArrayBuffer) => Frame | null;
    /**
     * Question number n.
     */
    ping: (n: number) => object | string | ArrayBuffer;
    /**
     * The answer to the
     * server's question n; null: it never asks.
     */
    pong: ((n: number) => object | string | ArrayBuffer) | null;
    control: (frame: Frame) => Control;
    /**
     * What `link.handle` goes by.
     */
    typeOf: (frame: Frame) => string | undefined;
};
