/**
 * @typedef {object} ConnectionListener
 * @property {() => void} opened  greet now; may come again
 * @property {() => void} up  the server has answered
 * @property {(event: { frame: dialects.Frame, text: string }) => void} frame
 * @property {(data: ArrayBuffer) => void} binary  no frame of the dialect
 * @property {(n: number) => void} asked  our question number n has left
 * @property {(rttMs: number) => void} measured
 * @property {(end: End, bye: dialects.Bye | null) => void} ended  Not by `letGo`; called once, and
 *   nothing after it.
 *
 * @typedef {Omit<endings.Ending, 'attempts'>} End
 *
 * @typedef {'websocket' | 'http'} Transport
 *
 * @typedef {object} ConnectionOptions
 * @property {any} socket  like a WebSocket: CONNECTING, or OPEN already
 * @property {Transport} transport
 * @property {dialects.Dialect} dialect
 * @property {clocks.Clock} clock
 * @property {heartbeats.Heartbeat} heartbeat  lent for the life of this connection
 * @property {() => object} [beat]  fields to add to every ping and pong
 * @property {number} timeoutMs  for the try, greeting included
 * @property {() => boolean} hidden  Is the page out of sight, its timers throttled?
 * @property {ConnectionListener} listener
 */
/**
 * One socket, from the dial to its end. Once that has come, whatever the cause, nothing more is
 * heard of it: late events belong to nobody.
 */
export class Connection {
    /** @param {ConnectionOptions} options */
    constructor({ socket, transport, dialect, clock, heartbeat, beat, timeoutMs, hidden, listener }: ConnectionOptions);
    transport: Transport;
    get socket(): any;
    get up(): boolean;
    /** Has it ended, neither the server nor we having said anything? So with what does not get through. */
    get mute(): boolean;
    /** The socket is open, by an event or because it was adopted so; or wants to be greeted once more. */
    open(): void;
    /** The page may be looked at again, or the network have changed: does the link live? */
    wake(): void;
    /** The page is about to stop. */
    age(): void;
    /** The heartbeat's question. @param {number} n */
    ask(n: number): void;
    /** The heartbeat's verdict. */
    dead(): void;
    /**
     * We let it go, at once: on a dead link its `close` event takes a minute.
     * @param {string} [reason] @param {number} [code]  for the server
     * @returns {End}
     */
    letGo(reason?: string, code?: number): End;
    #private;
}
export type ConnectionListener = {
    /**
     * greet now; may come again
     */
    opened: () => void;
    /**
     * the server has answered
     */
    up: () => void;
    frame: (event: {
        frame: dialects.Frame;
        text: string;
    }) => void;
    /**
     * no frame of the dialect
     */
    binary: (data: ArrayBuffer) => void;
    /**
     * our question number n has left
     */
    asked: (n: number) => void;
    measured: (rttMs: number) => void;
    /**
     * Not by `letGo`; called once, and
     * nothing after it.
     */
    ended: (end: End, bye: dialects.Bye | null) => void;
};
export type End = Omit<endings.Ending, "attempts">;
export type Transport = "websocket" | "http";
export type ConnectionOptions = {
    /**
     * like a WebSocket: CONNECTING, or OPEN already
     */
    socket: any;
    transport: Transport;
    dialect: dialects.Dialect;
    clock: clocks.Clock;
    /**
     * lent for the life of this connection
     */
    heartbeat: heartbeats.Heartbeat;
    /**
     * fields to add to every ping and pong
     */
    beat?: (() => object) | undefined;
    /**
     * for the try, greeting included
     */
    timeoutMs: number;
    /**
     * Is the page out of sight, its timers throttled?
     */
    hidden: () => boolean;
    listener: ConnectionListener;
};
import * as dialects from './dialect.js';
import * as endings from './ending.js';
import * as clocks from './clock.js';
import * as heartbeats from './heartbeat.js';
