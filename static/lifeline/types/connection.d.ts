/**
 * @typedef {object} ConnectionListener
 * @property {() => void} opened  greet now; may come again
 * @property {() => void} up  the server has answered
 * @property {(event: { frame: dialects.Frame, text: string }) => void} frame
 * @property {(data: ArrayBuffer) => void} binary  no frame of the dialect
 * @property {(n: number) => void} asked  our question number n has left
 * @property {(rttMs: number) => void} measured
 * @property {(end: End, bye: dialects.Bye | null, mute: boolean) => void} ended  Not by `letGo`;
 *   called once, and nothing after it. mute: it never was up, and nothing was heard, not even why it
 *   was closed, as with what does not get through.
 *
 * @typedef {Omit<endings.Ending, 'attempts'>} End
 *
 * @typedef {object} ConnectionOptions
 * @property {any} socket  like a WebSocket: CONNECTING, or OPEN already
 * @property {heartbeats.Heartbeat} heartbeat  lent for the life of this connection
 * @property {settings.Settings} settings
 * @property {ConnectionListener} listener
 */
/**
 * One socket, from the dial to its end. Once that has come, whatever the cause, nothing more is
 * heard of it: late events belong to nobody.
 */
export class Connection {
    /** @param {ConnectionOptions} options */
    constructor({ socket, heartbeat, settings: { dialect, clock, beat, connectTimeoutMs, page }, listener }: ConnectionOptions);
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
     * Not by `letGo`;
     * called once, and nothing after it. mute: it never was up, and nothing was heard, not even why it
     * was closed, as with what does not get through.
     */
    ended: (end: End, bye: dialects.Bye | null, mute: boolean) => void;
};
export type End = Omit<endings.Ending, "attempts">;
export type ConnectionOptions = {
    /**
     * like a WebSocket: CONNECTING, or OPEN already
     */
    socket: any;
    /**
     * lent for the life of this connection
     */
    heartbeat: heartbeats.Heartbeat;
    settings: settings.Settings;
    listener: ConnectionListener;
};
import * as dialects from './dialect.js';
import * as endings from './ending.js';
import * as heartbeats from './heartbeat.js';
import * as settings from './options.js';
