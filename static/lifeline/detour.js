import * as clocks from './clock.js';
import { report } from './emitter.js';
import * as settings from './options.js';

/** A network that stripped WebSocket a moment ago does so for a while, but people change networks. */
const FIRST_MS = 30_000;
const LONGEST_MS = 600_000;
/** Page events try at once, but not more often than this: what comes sooner waits so long. */
const HURRY_EVERY_MS = 10_000;

/**
 * What a Link takes as `fallback`.
 *
 * @param {() => any} dial  Makes what is used like a WebSocket: see HttpSocket for what it must have.
 * @returns {(link: settings.DetourOptions) => settings.Detour}
 */
export function fallbackTo(dial) {
  return (link) => new Detour(dial, link);
}

/** While the link goes by another way: tries on the side whether WebSocket gets through by now. */
class Detour {
  #clock;
  #webSocket;
  #found;
  #timeoutMs;
  #timer;
  /** Of the try on the side. */
  #deadline;
  /** @type {any} */
  #socket = null;
  #waitMs = FIRST_MS;
  #triedAt = -Infinity;
  #running = false;
  dial;

  /** @param {() => any} dial @param {settings.DetourOptions} link */
  constructor(dial, { clock, timeoutMs, webSocket, found }) {
    this.dial = dial;
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
    this.#webSocket = webSocket;
    this.#found = found;
    this.#timer = new clocks.Timer(clock, () => this.#try());
    this.#deadline = new clocks.Timer(clock, () => this.#failed());
  }

  taken() {
    this.#running = true;
    this.#timer.start(this.#waitMs);
  }

  stop() {
    this.#running = false;
    this.#timer.stop();
    this.#letGo()?.close();
  }

  /** The next time is a new story. */
  left() {
    this.#waitMs = FIRST_MS;
  }

  hurry() {
    if (!this.#running || this.#socket) return;
    this.#waitMs = FIRST_MS;
    const waitMs = this.#triedAt + HURRY_EVERY_MS - this.#clock.now();
    if (waitMs > 0) this.#timer.startBy(waitMs);
    else this.#try();
  }

  #try() {
    this.#timer.stop();
    this.#triedAt = this.#clock.now();
    let socket;
    try {
      socket = this.#webSocket();
    } catch (error) {
      // The page's own fault (`url`), and no reason to give up the link there is.
      report(error);
      return this.#failed();
    }
    this.#socket = socket;
    this.#deadline.start(this.#timeoutMs);
    socket.onopen = () => this.#opened();
    socket.onerror = () => {};
    socket.onclose = () => this.#failed();
    return undefined;
  }

  #opened() {
    const socket = this.#letGo();
    this.#running = false;
    // Open is not up: a proxy may let the handshake pass, and nothing after it.
    this.#later();
    this.#found(socket);
  }

  #failed() {
    this.#letGo()?.close();
    this.#later();
    this.#timer.start(this.#waitMs);
  }

  #later() {
    this.#waitMs = Math.min(LONGEST_MS, this.#waitMs * 2);
  }

  /** Hears no more of the try. */
  #letGo() {
    const socket = this.#socket;
    this.#socket = null;
    this.#deadline.stop();
    if (socket) socket.onopen = socket.onclose = null;
    return socket;
  }
}
