/**
 * @typedef {object} KeeperEvents
 * @property {(status: statuses.Status) => void} state
 * @property {(socket: any) => void} open  greet now; may come again
 * @property {(ending: endings.Ending) => void} close
 * @property {(diagnosis: settings.Diagnosis) => void} finding
 *
 * @typedef {KeeperEvents & Pick<connections.ConnectionListener, 'frame' | 'binary' | 'asked' | 'measured'>} KeeperListener
 */
/**
 * Keeps one link: what follows from the end of a connection, and when the next is dialled. At every
 * moment at most one socket is ours; a WebSocket tried on the side of HTTP is the one exception.
 */
export class Keeper {
    /** @param {settings.Settings} options @param {KeeperListener} listener */
    constructor(options: settings.Settings, listener: KeeperListener);
    /** Lent to each connection in turn. Read its times, and ask for a probe. */
    heartbeat: Heartbeat;
    get status(): statuses.Status;
    get lastEnding(): endings.Ending | null;
    /** Starts, where nothing is under way. */
    start(): void;
    /** Dials now, whatever was pending. @param {boolean} [urgent]  Somebody clicked: does not wait for other links. */
    restart(urgent?: boolean): void;
    /** Somebody has logged in. */
    loggedIn(): void;
    /** For good. @param {string} reason @param {number} code */
    close(reason: string, code: number): void;
    #private;
}
export type KeeperEvents = {
    state: (status: statuses.Status) => void;
    /**
     * greet now; may come again
     */
    open: (socket: any) => void;
    close: (ending: endings.Ending) => void;
    finding: (diagnosis: settings.Diagnosis) => void;
};
export type KeeperListener = KeeperEvents & Pick<connections.ConnectionListener, "frame" | "binary" | "asked" | "measured">;
import { Heartbeat } from './heartbeat.js';
import * as statuses from './status.js';
import * as endings from './ending.js';
import * as settings from './options.js';
import * as connections from './connection.js';
