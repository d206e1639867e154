import * as connections from './connection.js';
import * as settings from './options.js';
import { Transports } from './transports.js';
import * as turnstile from './turnstile.js';
import { hostOf } from './url.js';
import { WayBack } from './way-back.js';

/**
 * @typedef {object} DiallerListener
 * @property {(socket: any, transport: connections.Transport) => void} dialled  CONNECTING; or, on the way back, OPEN
 * @property {(error: unknown) => void} failed  A socket could not be made, though its turn had come.
 * @property {(socket: any) => void} wayBack  WebSocket gets through again: it is open, on the side.
 */

/** Makes the sockets: by the way that gets through, one after the other with other links of the page. */
export class Dialler {
  #options;
  #listener;
  #transports;
  #wayBack;
  /** The place of the current try in the row of handshakes. @type {turnstile.Turn | null} */
  #turn = null;

  /** @param {settings.Settings} options @param {DiallerListener} listener */
  constructor(options, listener) {
    this.#options = options;
    this.#listener = listener;
    this.#transports = new Transports(options);
    this.#wayBack = new WayBack({
      clock: options.clock,
      timeoutMs: options.connectTimeoutMs,
      dial: () => this.#webSocket(this.#address()),
      found: (socket) => this.#wentBack(socket),
    });
  }

  /** By which way the next dial goes; null: there is none. */
  get transport() {
    return this.#transports.current;
  }

  /**
   * @param {boolean} urgent  does not wait for other links
   * @throws what the class or `url` throws
   */
  dial(urgent) {
    if (this.transport === 'http') return this.#listener.dialled(this.#options.fallback?.(), 'http');
    const url = this.#address();
    let waits = false;
    const go = () => {
      try {
        this.#listener.dialled(this.#webSocket(url), 'websocket');
      } catch (error) {
        if (waits) this.#listener.failed(error);
        throw error;
      }
    };
    this.#turn = turnstile.enter(hostOf(url), go, urgent);
    waits = true;
    return undefined;
  }

  /** The handshake is over. */
  leave() {
    this.#turn?.leave();
    this.#turn = null;
  }

  /** The current link, or the try for one, is over. */
  stop() {
    this.#wayBack.stop();
    this.leave();
  }

  /** The server has answered. @param {connections.Transport} transport */
  works(transport) {
    this.#transports.works();
    if (transport === 'websocket') this.#wayBack.succeeded();
    else if (!this.#transports.only) this.#wayBack.start();
  }

  /** A try did not get through. */
  didNotGetThrough() {
    return this.#transports.failed();
  }

  /** Somebody is looking, or the network has changed. */
  hurry() {
    this.#wayBack.hurry();
  }

  /** @param {any} socket */
  #wentBack(socket) {
    this.#transports.back();
    this.#listener.wayBack(socket);
  }

  #address() {
    const { url } = this.#options;
    return typeof url === 'function' ? url() : url;
  }

  /** @param {string} url */
  #webSocket(url) {
    const { WebSocket, dialect } = this.#options;
    return new WebSocket(url, dialect.protocols);
  }
}
