import * as clocks from '../lifeline/clock.js';
import * as frames from './frames.js';

/** The server takes it for ended 6 s after the last word. */
const EXPIRES_MS = 6_000;
/** So one word may get lost. */
const SAY_EVERY_MS = 3_000;
/** The server repeats what goes on every 4 s: what is older has ended without our hearing of it. */
const FORGET_MS = 10_000;

/**
 * @typedef {object} TypingOptions
 * @property {clocks.Clock} clock
 * @property {(frame: object) => boolean} send  false: no link
 * @property {(room: string) => void} changed  Others type in that room, or have stopped.
 */

/** Says that we type, seldom enough; and knows who else does. Nothing of it is kept or repeated. */
export class Typing {
  #options;
  /** What was said last, and when; null: that we do not type. @type {{ room: string, at: number } | null} */
  #said = null;
  /** Of the rooms in which somebody types. @type {Map<string, { who: readonly frames.Person[], timer: clocks.Timer }>} */
  #rooms = new Map();

  /** @param {TypingOptions} options */
  constructor(options) {
    this.#options = options;
  }

  /** The text of a message to this room has changed. @param {string} room */
  typed(room) {
    const now = this.#options.clock.now();
    if (this.#said && this.#said.room !== room) this.stopped();
    if (this.#said && now - this.#said.at < SAY_EVERY_MS) return;
    if (this.#options.send({ type: 'typing', room, on: true })) this.#said = { room, at: now };
  }

  /** It was sent, or left alone. */
  stopped() {
    const said = this.#said;
    this.#said = null;
    if (!said || this.#options.clock.now() - said.at >= EXPIRES_MS) return;
    this.#options.send({ type: 'typing', room: said.room, on: false });
  }

  /** @param {string} room @returns {readonly frames.Person[]} who else types there */
  in(room) {
    return this.#rooms.get(room)?.who ?? [];
  }

  /** @param {{ room: string, who: frames.Person[] }} frame */
  tell({ room, who }) {
    this.#rooms.get(room)?.timer.stop();
    this.#rooms.delete(room);
    if (who.length) {
      const timer = new clocks.Timer(this.#options.clock, () => this.tell({ room, who: [] }));
      this.#rooms.set(room, { who, timer });
      timer.start(FORGET_MS);
    }
    this.#options.changed(room);
  }

  linkDown() {
    this.#said = null;
    for (const room of [...this.#rooms.keys()]) this.tell({ room, who: [] });
  }
}
