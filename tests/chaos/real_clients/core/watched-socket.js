import WebSocket from 'ws';

/**
 * @typedef {object} Watcher
 * @property {() => void} opened  before the client greets
 * @property {(frame: any) => void} sending
 * @property {(frame: any) => () => void} taking  before the client takes it; what is returned runs after
 */

/** A network of one client: its sockets say who it is, are watched, and can be cut. */
export class Network {
  /** @type {Set<WebSocket>} */
  #open = new Set();

  /**
   * A class to give to a link.
   * @param {string} cookie @param {Watcher} watcher
   */
  socket(cookie, watcher) {
    const open = this.#open;
    return class extends WebSocket {
      /** @param {string} url @param {string[]} protocols */
      constructor(url, protocols) {
        super(url, protocols, { headers: { Cookie: cookie }, perMessageDeflate: false });
        this.on('error', () => {}); // a `close` follows, as in browsers
        this.on('open', () => {
          open.add(this);
          watcher.opened();
        });
        this.on('close', () => open.delete(this));
      }

      /** @param {string} data */
      send(data) {
        watcher.sending(JSON.parse(data));
        super.send(data);
      }

      /** @param {string} event @param {any[]} given */
      emit(event, ...given) {
        if (event !== 'message') return super.emit(event, ...given);
        const taken = watcher.taking(JSON.parse(given[0].toString()));
        const heard = super.emit(event, ...given);
        taken();
        return heard;
      }
    };
  }

  /** Without a close frame. */
  cut() {
    for (const socket of this.#open) socket.terminate();
  }

  /** Nobody reads what comes. */
  stall() {
    for (const socket of this.#open) socket.pause();
  }

  flow() {
    for (const socket of this.#open) socket.resume();
  }
}
