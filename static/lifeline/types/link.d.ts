/**
 * @typedef {statuses.Status} Status
 * @typedef {statuses.State} State
 * @typedef {settings.LinkOptions} LinkOptions
 *
 * @typedef {object} LinkEvents
 * @property {Status} state  something in `status` changed
 * @property {null} open  The socket is open: send the greeting, if there is one, within this event. May
 *   come again on one link: greet again.
 * @property {{ frame: dialects.Frame, text: string }} frame  text: '' where it came as binary
 * @property {ArrayBuffer} binary  binary data that the dialect takes for no frame
 * @property {endings.Ending} close
 * @property {null} drain  `writable` again, after something had to wait or the browser's buffer was full
 * @property {{ n: number }} ping  our question number n has left
 * @property {{ ms: number }} rtt  a round trip was measured
 * @property {settings.Diagnosis} finding  why a try did not get through
 *
 * @typedef {{ promise: Promise<void>, resolve: () => void, reject: (error: Error) => void }} Arrival
 */
/**
 * Keeps one WebSocket to one address, for as long as it takes.
 *
 * @example
 * const link = new Link({ url: socketUrl('/ws/chat/') });
 * link.on('open', () => link.send({ type: 'hello', client: 'mine/1', rooms: {} }));
 * link.on('frame', ({ frame }) => console.log(frame));
 * await link.connect();
 *
 * @extends {Emitter<LinkEvents>}
 */
export class Link extends Emitter<LinkEvents> {
    /** @param {LinkOptions} options */
    constructor(options: LinkOptions);
    /** What the page may show; a new object for every change. @returns {Readonly<Status>} */
    get status(): Readonly<Status>;
    /** How the last link or try ended. */
    get lastEnding(): endings.Ending | null;
    /** Interval and time-out of the heartbeat together: an answer not here by then is missed, ms. */
    get deadlineMs(): number;
    /** Bytes handed to the browser that have not left it. */
    get bufferedAmount(): any;
    /** Would `send` go straight out, and soon? If not, `drain` says when. */
    get writable(): boolean;
    /**
     * Starts, and keeps at it.
     * @returns {Promise<void>} resolves when the server has answered, and not merely opened; rejects with a
     *   LinkError in a final state. Nobody has to wait for it.
     * @throws what the WebSocket class says of an address that cannot be
     */
    connect(): Promise<void>;
    /**
     * Dials now, in every state: what was pending, or is in doubt, is let go first. A click, that is;
     * called in a loop, no try has the time to succeed.
     */
    reconnect(): void;
    /** Somebody has logged in, in this tab or another: tried again where that was what it wanted. */
    loggedIn(): void;
    /** Asks now whether the server is there, instead of after the interval; only where it is up. */
    probe(): void;
    /**
     * Sends, or keeps for later, in order.
     * @param {dialects.Frame | queues.Data} frame  Strings and binary go as they are.
     * @returns {outflows.Outcome}
     */
    send(frame: dialects.Frame | queues.Data): outflows.Outcome;
    /** @returns {Promise<void>} when all that was sent or queued has left the machine; rejects if it cannot */
    flushed(): Promise<void>;
    /**
     * @param {string} type  as the dialect's `typeOf` has it
     * @param {(frame: dialects.Frame) => void} handler
     * @param {{ signal?: AbortSignal }} [options]  An aborted signal removes the handler.
     * @returns {() => void} removes the handler
     */
    handle(type: string, handler: (frame: dialects.Frame) => void, options?: {
        signal?: AbortSignal;
    }): () => void;
    /**
     * Ends the link for good, and forgets what is queued: nothing reconnects. Closed already, nothing happens.
     * @param {string} [reason]  for the server, at most 123 bytes
     * @param {number} [code]  1000, or 3000 to 4999
     * @throws {RangeError} no page may send that
     */
    close(reason?: string, code?: number): void;
    /** Closes, and leaves no listener and no timer behind. */
    dispose(): void;
    #private;
}
export type Status = statuses.Status;
export type State = statuses.State;
export type LinkOptions = settings.LinkOptions;
export type LinkEvents = {
    /**
     * something in `status` changed
     */
    state: Status;
    /**
     * The socket is open: send the greeting, if there is one, within this event. May
     * come again on one link: greet again.
     */
    open: null;
    /**
     * text: '' where it came as binary
     */
    frame: {
        frame: dialects.Frame;
        text: string;
    };
    /**
     * binary data that the dialect takes for no frame
     */
    binary: ArrayBuffer;
    close: endings.Ending;
    /**
     * `writable` again, after something had to wait or the browser's buffer was full
     */
    drain: null;
    /**
     * our question number n has left
     */
    ping: {
        n: number;
    };
    /**
     * a round trip was measured
     */
    rtt: {
        ms: number;
    };
    /**
     * why a try did not get through
     */
    finding: settings.Diagnosis;
};
export type Arrival = {
    promise: Promise<void>;
    resolve: () => void;
    reject: (error: Error) => void;
};
import { Emitter } from './emitter.js';
import * as endings from './ending.js';
import * as dialects from './dialect.js';
import * as queues from './send-queue.js';
import * as outflows from './outflow.js';
import * as statuses from './status.js';
import * as settings from './options.js';
