/**
 * @typedef {object} DiallerListener
 * @property {(socket: any) => void} dialled  a socket, CONNECTING
 * @property {(error: unknown) => void} failed  A socket could not be made, though its turn had come.
 * @property {(socket: any) => void} wayBack  WebSocket gets through again: it is open, on the side.
 */
/** Makes the sockets: by the way that gets through, one after the other with other links of the page. */
export class Dialler {
    /** @param {settings.Settings} options @param {DiallerListener} listener */
    constructor(options: settings.Settings, listener: DiallerListener);
    /** By which way the next dial goes; undefined: there is none. @type {settings.Transport | undefined} */
    transport: settings.Transport | undefined;
    /**
     * @param {boolean} urgent  does not wait for other links
     * @throws what the class or `url` throws
     */
    dial(urgent: boolean): void;
    /** The handshake is over. */
    leave(): void;
    /** The current link, or the try for one, is over. */
    stop(): void;
    /** The server has answered. */
    works(): void;
    /**
     * A try did not get through.
     * @returns {'again' | 'stuck' | 'changed'} stuck: often enough to say so; changed: so the other way now
     */
    didNotGetThrough(): "again" | "stuck" | "changed";
    /** Somebody is looking, or the network has changed. */
    hurry(): void;
    #private;
}
export type DiallerListener = {
    /**
     * a socket, CONNECTING
     */
    dialled: (socket: any) => void;
    /**
     * A socket could not be made, though its turn had come.
     */
    failed: (error: unknown) => void;
    /**
     * WebSocket gets through again: it is open, on the side.
     */
    wayBack: (socket: any) => void;
};
import * as settings from './options.js';
