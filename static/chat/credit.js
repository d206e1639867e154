import * as time from '../lifeline/clock.js';
import { utf8Bytes } from './frames.js';

/** The server lets 256 KiB be out unseen: say so long before (docs/protocol.md, Credit). */
const EVENTS = 32;
const BYTES = 32 * 1024;
const DELAY_MS = 1_000;

/** Tells the server what has been seen, so that it sends more: seldom, but always in time. */
export class Credit {
  #send;
  #timer;
  #events = 0;
  #bytes = 0;
  /** Room → seq reached since we last told. @type {Map<string, number>} */
  #rooms = new Map();
  /** Slices of pages and resets. @type {string[]} */
  #parts = [];

  /** @param {{ clock: time.Clock, send: (frame: object) => boolean }} options */
  constructor({ clock, send }) {
    this.#send = send;
    this.#timer = new time.Timer(clock, () => this.#flush());
  }

  /**
   * @param {string} room @param {number} seq  reached in it
   * @param {number} count  events @param {string} text  the frame
   */
  events(room, seq, count, text) {
    this.#rooms.set(room, Math.max(seq, this.#rooms.get(room) ?? 0));
    this.#events += count;
    this.#owe(text);
  }

  /** @param {string} part @param {string} text  the frame */
  part(part, text) {
    this.#parts.push(part);
    this.#owe(text);
  }

  /**
   * What goes with a ping or pong; counts as told.
   * @returns {{ seen?: Record<string, number> }}
   */
  beat() {
    if (!this.#rooms.size) return {};
    const seen = Object.fromEntries(this.#rooms);
    this.#rooms.clear();
    if (!this.#parts.length) this.#settled();
    return { seen };
  }

  /** Credit belongs to a connection. */
  linkDown() {
    this.#clear();
  }

  /** Nothing of the room counts any more. @param {string} room */
  forget(room) {
    this.#rooms.delete(room);
    if (!this.#rooms.size && !this.#parts.length) this.#settled();
  }

  /** @param {string} text */
  #owe(text) {
    this.#bytes += utf8Bytes(text);
    if (this.#events >= EVENTS || this.#bytes >= BYTES) this.#flush();
    else this.#timer.startBy(DELAY_MS);
  }

  #flush() {
    const rooms = Object.fromEntries(this.#rooms);
    const parts = this.#parts;
    this.#clear();
    this.#send({ type: 'seen', rooms, ...(parts.length && { parts }) });
  }

  #clear() {
    this.#rooms.clear();
    this.#parts = [];
    this.#settled();
  }

  #settled() {
    this.#timer.stop();
    this.#events = 0;
    this.#bytes = 0;
  }
}
