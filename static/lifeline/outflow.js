import * as clocks from './clock.js';
import * as queues from './send-queue.js';

/** More than this in the browser's buffer, and what comes behind it waits: about half a second of 3G. */
const HIGH_WATER_BYTES = 65_536;
/** There is no event for a buffer that empties; this often somebody looks, while somebody waits. */
const POLL_MS = 50;
/** Where nothing is to be kept. */
const NOTHING = { frames: 0, bytes: 0 };
/** `WebSocket.OPEN`; written out, since the class is injected. */
const OPEN = 1;

/**
 * @typedef {'sent' | 'queued' | 'refused'} Outcome
 *   sent: handed to the browser, which is no receipt. queued: kept, and sent in order after the
 *   greeting. refused: not kept.
 *
 * @typedef {{ resolve: () => void, reject: (error: Error) => void }} Waiter
 */

/** What is on its way out: the queue, in slices, as the browser's buffer empties. */
export class Outflow {
  #queue;
  /** What cannot go now is held back; else it goes whenever the socket is open, or not at all. */
  #holdsBack;
  #drained;
  #poll;
  /** @type {any} */
  #socket = null;
  /** What is sent now is the greeting. */
  #greeting = false;
  /** The greeting is over. */
  #ready = false;
  /** Somebody was told to wait, and will be told when there is room again. */
  #held = false;
  /** @type {Waiter[]} */
  #waiters = [];

  /**
   * @param {object} options
   * @param {clocks.Clock} options.clock
   * @param {queues.QueueBounds | null} options.bounds  null: nothing is kept, nor held back
   * @param {() => void} options.drained  writable again, after somebody had to wait
   */
  constructor({ clock, bounds, drained }) {
    this.#queue = new queues.SendQueue(bounds ?? NOTHING);
    this.#holdsBack = bounds !== null;
    this.#drained = drained;
    this.#poll = new clocks.Timer(clock, () => this.#look());
  }

  /** Bytes the browser has not handed to the network yet. */
  get bufferedAmount() {
    return this.#socket?.bufferedAmount ?? 0;
  }

  /** Would more go straight out? */
  get writable() {
    return this.#ready && this.#open && this.#queue.empty && this.bufferedAmount < HIGH_WATER_BYTES;
  }

  get #open() {
    return this.#socket?.readyState === OPEN;
  }

  /**
   * The socket is open, perhaps once more: what `greet` sends passes at once.
   * @param {any} socket @param {() => void} greet
   */
  greet(socket, greet) {
    this.#socket = socket;
    this.#greeting = true;
    greet();
    this.#greeting = false;
  }

  /** The greeting is over. */
  start() {
    this.#ready = true;
    this.#look();
  }

  /** The socket is gone. What was in its buffer may be lost; what is queued stays. */
  stop() {
    const lost = this.bufferedAmount > 0;
    this.#socket = null;
    this.#ready = false;
    this.#poll.stop();
    if (lost || this.#queue.empty) this.settle(lost ? new Error('the link was lost before it had left') : null);
  }

  /** Forgets what is queued. */
  clear() {
    this.#queue.clear();
  }

  /**
   * @param {queues.Data} data
   * @param {boolean} mayKeep  false: now or not at all
   * @returns {Outcome}
   */
  send(data, mayKeep) {
    if (this.#passes) {
      this.#socket.send(data);
      if (this.bufferedAmount >= HIGH_WATER_BYTES) this.#hold();
      return 'sent';
    }
    this.#hold();
    return mayKeep && this.#queue.push(data) ? 'queued' : 'refused';
  }

  /** @returns {Promise<void>} when all that was sent or queued has left the machine */
  flushed() {
    return new Promise((resolve, reject) => {
      this.#waiters.push({ resolve, reject });
      this.#look();
    });
  }

  /** Tells those who wait for `flushed`. @param {Error | null} error  null: it has left */
  settle(error) {
    for (const { resolve, reject } of this.#waiters.splice(0)) {
      if (error) reject(error);
      else resolve();
    }
  }

  get #passes() {
    if (!this.#open) return false;
    return this.#greeting || !this.#holdsBack || this.writable;
  }

  #hold() {
    this.#held = true;
    this.#look();
  }

  #look() {
    if (this.#ready) this.#pour();
    if (this.#queue.empty && this.bufferedAmount === 0) this.settle(null);
    if (this.#held && this.writable) {
      this.#held = false;
      this.#drained();
    }
    const awaited = this.#ready && (this.#held || !this.#queue.empty);
    if (this.#socket && (awaited || this.#waiters.length)) this.#poll.startBy(POLL_MS);
  }

  /** A slice: as much as keeps the browser's buffer under the mark. */
  #pour() {
    while (!this.#queue.empty && this.#open && this.bufferedAmount < HIGH_WATER_BYTES) {
      this.#socket.send(this.#queue.shift());
    }
  }
}
