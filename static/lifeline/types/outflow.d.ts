/**
 * @typedef {'sent' | 'queued' | 'refused'} Outcome
 *   sent: handed to the browser, which is no receipt. queued: kept, and sent in order after the
 *   greeting. refused: not kept.
 *
 * @typedef {{ resolve: () => void, reject: (error: Error) => void }} Waiter
 */
/** What is on its way out: the queue, in slices, as the browser's buffer empties. */
export class Outflow {
    /**
     * @param {object} options
     * @param {clocks.Clock} options.clock
     * @param {queues.QueueBounds | null} options.bounds  null: nothing is kept, nor held back
     * @param {() => void} options.drained  writable again, after somebody had to wait
     */
    constructor({ clock, bounds, drained }: {
        clock: clocks.Clock;
        bounds: queues.QueueBounds | null;
        drained: () => void;
    });
    /** Bytes the browser has not handed to the network yet. */
    get bufferedAmount(): any;
    /** Would more go straight out? */
    get writable(): boolean;
    /**
     * The socket is open, perhaps once more: what `greet` sends passes at once.
     * @param {any} socket @param {() => void} greet
     */
    greet(socket: any, greet: () => void): void;
    /** The greeting is over. */
    start(): void;
    /** The socket is gone. What was in its buffer may be lost; what is queued stays. */
    stop(): void;
    /** Forgets what is queued. */
    clear(): void;
    /**
     * @param {queues.Data} data
     * @param {boolean} mayKeep  false: now or not at all
     * @returns {Outcome}
     */
    send(data: queues.Data, mayKeep: boolean): Outcome;
    /** @returns {Promise<void>} when all that was sent or queued has left the machine */
    flushed(): Promise<void>;
    /** Tells those who wait for `flushed`. @param {Error | null} error  null: it has left */
    settle(error: Error | null): void;
    #private;
}
/**
 * sent: handed to the browser, which is no receipt. queued: kept, and sent in order after the
 * greeting. refused: not kept.
 */
export type Outcome = "sent" | "queued" | "refused";
export type Waiter = {
    resolve: () => void;
    reject: (error: Error) => void;
};
import * as queues from './send-queue.js';
import * as clocks from './clock.js';
