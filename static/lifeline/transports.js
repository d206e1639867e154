/** Tries in a row that did not get through before the other way is taken. One may be chance. */
const ENOUGH = 2;

/** Which way the next dial goes: by WebSocket, or, where that does not get through, by the fallback. */
export class Transports {
  /** @type {'websocket' | 'http' | null} */
  #current;
  /** Tries in a row by the current way that did not get through. */
  #stuck = 0;

  /** @param {{ WebSocket?: unknown, fallback?: unknown }} options  those there are */
  constructor({ WebSocket, fallback }) {
    this.#current = WebSocket ? 'websocket' : fallback ? 'http' : null;
    this.only = !WebSocket || !fallback;
  }

  /** null: there is none. */
  get current() {
    return this.#current;
  }

  /** It got through. */
  works() {
    this.#stuck = 0;
  }

  /** WebSocket got through on the side. */
  back() {
    this.#current = 'websocket';
    this.#stuck = 0;
  }

  /**
   * It did not get through.
   * @returns {'again' | 'stuck' | 'changed'} stuck: often enough to say so; changed: so the other way now
   */
  failed() {
    this.#stuck += 1;
    if (this.#stuck < ENOUGH) return 'again';
    if (this.only) return 'stuck';
    this.#stuck = 0;
    this.#current = this.#current === 'websocket' ? 'http' : 'websocket';
    return 'changed';
  }
}
