import * as clocks from '../lifeline/clock.js';
import * as frames from './frames.js';

/** What may stay unsaid: far less than what may be out unseen (docs/protocol.md, Credit). */
const EVENTS = 32;
const BYTES = 32 * 1024;
/** A server short of memory lets little be out: waiting for 32 KiB of it would stop the stream. */
const SHARE_OF_CREDIT = 1 / 4;
const DELAY_MS = 1_000;

/** Tells the server what has been seen, so that it sends more: seldom, but always in time. */
export class Credit {
  #send;
  #timer;
  #mostBytes = BYTES;
  #events = 0;
  #bytes = 0;
  /** Room → last seq received since we last told. @type {Map<string, number>} */
  #rooms = new Map();
  /** Slices of pages and resets. @type {string[]} */
  #parts = [];

  /** @param {{ clock: clocks.Clock, send: (frame: object) => boolean }} options */
  constructor({ clock, send }) {
    this.#send = send;
    this.#timer = new clocks.Timer(clock, () => this.#flush());
  }

  /** @param {frames.Limits} limits  of this link */
  linkUp({ unseen_bytes }) {
    this.#mostBytes = Math.min(BYTES, unseen_bytes * SHARE_OF_CREDIT);
  }

  /**
   * Also of a frame that is dropped (a duplicate, or behind a hole): its bytes are out all the same,
   * and a repair could never come past them.
   * @param {frames.Events} frame @param {string} text  the same, as it came
   */
  events({ room, events }, text) {
    const last = events[events.length - 1].seq;
    this.#rooms.set(room, Math.max(last, this.#rooms.get(room) ?? 0));
    this.#events += events.length;
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
    this.#bytes += frames.utf8Bytes(text);
    if (this.#events >= EVENTS || this.#bytes >= this.#mostBytes) this.#flush();
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
