import * as clocks from '../lifeline/clock.js';

/** The server stores read marks this often, more frames would be for nothing. */
const EVERY_MS = 2_000;
/** The server's word may be older than a mark we said so recently: stored late, and on its way. */
const FRESH_MS = 5_000;

/** @typedef {{ seq: number, sent: number, sentAt: number }} Mark  seq: to say; sent: said on this link */

/** Tells the server how far the person has read: the latest wins, at most one frame in 2 s a room. */
export class ReadMarks {
  #clock;
  #send;
  #timer;
  /** @type {Map<string, Mark>} */
  #marks = new Map();

  /** @param {{ clock: clocks.Clock, send: (frame: object) => boolean }} options */
  constructor({ clock, send }) {
    this.#clock = clock;
    this.#send = send;
    this.#timer = new clocks.Timer(clock, () => this.#flush());
  }

  /** @param {string} room @param {number} seq  only upward */
  mark(room, seq) {
    const mark = this.#marks.get(room) ?? { seq: 0, sent: 0, sentAt: -Infinity };
    if (seq <= mark.seq) return;
    this.#marks.set(room, { ...mark, seq });
    this.#flush();
  }

  /**
   * The server's own mark. Where ours is further it stands if the server may not have it: said just
   * now or not at all, or lost with the last link. Otherwise the server's word is the last.
   * @param {string} room @param {number} read @param {boolean} welcome
   * @returns {number} the mark that holds
   */
  settle(room, read, welcome) {
    const mark = this.#marks.get(room);
    if (!mark) return read;
    const unheard = welcome || mark.seq > mark.sent || this.#clock.now() - mark.sentAt < FRESH_MS;
    if (mark.seq > read && unheard) return mark.seq;
    this.#marks.delete(room);
    return read;
  }

  /** The log ends there now: a mark beyond is of a history that is gone. @param {string} room @param {number} seq */
  endAt(room, seq) {
    const mark = this.#marks.get(room);
    if (mark && mark.seq > seq) this.#marks.set(room, { ...mark, seq, sent: Math.min(mark.sent, seq) });
  }

  /** A new link: what was said on the old one may be lost. */
  linkUp() {
    for (const mark of this.#marks.values()) mark.sent = 0;
    this.#flush();
  }

  /** @param {string} room */
  forget(room) {
    this.#marks.delete(room);
  }

  stop() {
    this.#timer.stop();
  }

  #flush() {
    const now = this.#clock.now();
    for (const [room, mark] of this.#marks) {
      if (mark.seq <= mark.sent) continue;
      const waitMs = mark.sentAt + EVERY_MS - now;
      if (waitMs > 0) this.#timer.startBy(waitMs);
      else if (this.#send({ type: 'read', room, seq: mark.seq })) Object.assign(mark, { sent: mark.seq, sentAt: now });
    }
  }
}
