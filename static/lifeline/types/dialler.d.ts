/**
 * @typedef {object} DiallerListener
 * @property {(socket: any, transport: connections.Transport) => void} dialled  CONNECTING; or, on the way back, OPEN
 * @property {(error: unknown) => void} failed  A socket could not be made, though its turn had come.
 * @property {(socket: any) => void} wayBack  WebSocket gets through again: it is open, on the side.
 */
/** Makes the sockets: by the way that gets through, one after the other with other links of the page. */
export class Dialler {
    /** @param {settings.Settings} options @param {DiallerListener} listener */
    constructor(options: settings.Settings, listener: DiallerListener);
    /** By which way the next dial goes; null: there is none. */
    get transport(): "websocket" | "http" | null;
    /**
     * @param {boolean} urgent  does not wait for other links
     * @throws what the class or `url` throws
     */
    dial(urgent: boolean): void;
    /** The handshake is over. */
    leave(): void;
    /** The current link, or the try for one, is over. */
    stop(): void;
    /** The server has answered. @param {connections.Transport} transport */
    works(transport: connections.Transport): void;
    /** A try did not get through. */
    didNotGetThrough(): "again" | "stuck" | "changed";
    /** Somebody is looking, or the network has changed. */
    hurry(): void;
    #private;
}
export type DiallerListener = {
    /**
     * CONNECTING; or, on the way back, OPEN
     */
    dialled: (socket: any, transport: connections.Transport) => void;
    /**
     * A socket could not be made, though its turn had come.
     */
    failed: (error: unknown) => void;
    /**
     * WebSocket gets through again: it is open, on the side.
     */
    wayBack: (socket: any) => void;
};
import * as connections from './connection.js';
import * as settings from './options.js';
