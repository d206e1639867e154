import * as settings from './options.js';
import * as turnstile from './turnstile.js';
import { hostOf } from './url.js';

/** Tries in a row that did not get through before the other way is taken. One may be chance. */
const ENOUGH = 2;

/**
 * @typedef {object} DiallerListener
 * @property {(socket: any) => void} dialled  a socket, CONNECTING
 * @property {(error: unknown) => void} failed  A socket could not be made, though its turn had come.
 * @property {(socket: any) => void} wayBack  WebSocket gets through again: it is open, on the side.
 */

/** Makes the sockets: by the way that gets through, one after the other with other links of the page. */
export class Dialler {
  #options;
  #listener;
  #detour;
  /** By which way the next dial goes; undefined: there is none. @type {settings.Transport | undefined} */
  transport;
  /** Tries in a row by this way that did not get through. */
  #stuck = 0;
  /** The place of the current try in the row of handshakes. @type {turnstile.Turn | null} */
  #turn = null;

  /** @param {settings.Settings} options @param {DiallerListener} listener */
  constructor(options, listener) {
    const { clock, connectTimeoutMs: timeoutMs, WebSocket, fallback } = options;
    this.#options = options;
    this.#listener = listener;
    this.#detour = fallback?.({
      clock,
      timeoutMs,
      webSocket: () => this.#webSocket(this.#address()),
      found: (socket) => {
        this.#change('websocket');
        listener.wayBack(socket);
      },
    });
    if (WebSocket) this.transport = 'websocket';
    else if (fallback) this.transport = 'http';
  }

  /**
   * @param {boolean} urgent  does not wait for other links
   * @throws what the class or `url` throws
   */
  dial(urgent) {
    if (this.transport === 'http') return this.#listener.dialled(this.#detour?.dial());
    const url = this.#address();
    let waits = false;
    const go = () => {
      try {
        this.#listener.dialled(this.#webSocket(url));
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
    this.#detour?.stop();
    this.leave();
  }

  /** The server has answered. */
  works() {
    this.#stuck = 0;
    if (this.transport === 'websocket') this.#detour?.left();
    else if (this.#options.WebSocket) this.#detour?.taken();
  }

  /**
   * A try did not get through.
   * @returns {'again' | 'stuck' | 'changed'} stuck: often enough to say so; changed: so the other way now
   */
  didNotGetThrough() {
    this.#stuck += 1;
    if (this.#stuck < ENOUGH) return 'again';
    if (!this.#detour || !this.#options.WebSocket) return 'stuck';
    this.#change(this.transport === 'http' ? 'websocket' : 'http');
    return 'changed';
  }

  /** Somebody is looking, or the network has changed. */
  hurry() {
    this.#detour?.hurry();
  }

  /** @param {settings.Transport} transport */
  #change(transport) {
    this.transport = transport;
    this.#stuck = 0;
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
