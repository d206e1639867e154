/** While the link goes by HTTP: tries on the side whether WebSocket gets through by now. */
export class WayBack {
    /**
     * @param {object} options
     * @param {clocks.Clock} options.clock
     * @param {number} options.timeoutMs  for one try
     * @param {() => any} options.dial  makes a WebSocket
     * @param {(socket: any) => void} options.found  It is open, and ours no more.
     */
    constructor({ clock, timeoutMs, dial, found }: {
        clock: clocks.Clock;
        timeoutMs: number;
        dial: () => any;
        found: (socket: any) => void;
    });
    start(): void;
    stop(): void;
    /** A WebSocket link is up: the next time is a new story. */
    succeeded(): void;
    /** Somebody is looking, or the network has changed. */
    hurry(): void;
    #private;
}
import * as clocks from './clock.js';
