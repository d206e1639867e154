import * as clocks from './clock.js';

/** A network that stripped WebSocket a moment ago does so for a while, but people change networks. */
const FIRST_MS = 30_000;
const LONGEST_MS = 600_000;
/** Page events try at once, but not more often than this. */
const HURRY_EVERY_MS = 10_000;

/** While the link goes by HTTP: tries on the side whether WebSocket gets through by now. */
export class WayBack {
  #clock;
  #dial;
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

  /**
   * @param {object} options
   * @param {clocks.Clock} options.clock
   * @param {number} options.timeoutMs  for one try
   * @param {() => any} options.dial  makes a WebSocket
   * @param {(socket: any) => void} options.found  It is open, and ours no more.
   */
  constructor({ clock, timeoutMs, dial, found }) {
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
    this.#dial = dial;
    this.#found = found;
    this.#timer = new clocks.Timer(clock, () => this.#try());
    this.#deadline = new clocks.Timer(clock, () => this.#failed());
  }

  start() {
    this.#running = true;
    this.#timer.start(this.#waitMs);
  }

  stop() {
    this.#running = false;
    this.#timer.stop();
    this.#letGo()?.close();
  }

  /** A WebSocket link is up: the next time is a new story. */
  succeeded() {
    this.#waitMs = FIRST_MS;
  }

  /** Somebody is looking, or the network has changed. */
  hurry() {
    if (!this.#running || this.#socket || this.#clock.now() - this.#triedAt < HURRY_EVERY_MS) return;
    this.#waitMs = FIRST_MS;
    this.#try();
  }

  #try() {
    this.#timer.stop();
    this.#triedAt = this.#clock.now();
    const socket = this.#dial();
    this.#socket = socket;
    this.#deadline.start(this.#timeoutMs);
    socket.onopen = () => this.#opened();
    socket.onerror = () => {};
    socket.onclose = () => this.#failed();
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
