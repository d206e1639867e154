/** What the list of messages consists of, row by row. Knows nothing of the page. */
import { dayOf } from './time.js';

/** @typedef {import('../client.js').Room} Room */
/** @typedef {Room['messages'][number]} Message */
/** @typedef {Room['entries'][number]} Entry */
/**
 * @typedef {object} Row never changed
 * @property {string} key the same row keeps its key; a message that was an entry too
 * @property {'day' | 'unread' | 'message' | 'entry'} kind
 * @property {number} at ms
 * @property {string} day see dayOf
 * @property {boolean} continued the author and hour stand above already
 * @property {{ id: string, name: string }} [by]
 * @property {Message} [message]
 * @property {Entry} [entry]
 */

// Later than this the author and the time are shown again.
const TOGETHER_MS = 5 * 60 * 1000;

/** The rows of one room. A row that has not changed since the last time is the same object. */
export class Rows {
  #me;
  #unreadAfter;
  /** @type {Map<string, Row>} of the last time, by key */
  #before = new Map();
  /** @type {Row[]} */
  #rows = [];

  /**
   * @param {{ id: string, name: string }} me
   * @param {number | null} unreadAfter the seq after which the line "New" stands; null: nowhere
   */
  constructor(me, unreadAfter) {
    this.#me = me;
    this.#unreadAfter = unreadAfter;
  }

  /**
   * @param {Pick<Room, 'messages' | 'entries'>} room
   * @returns {readonly Row[]}
   */
  of({ messages, entries }) {
    this.#before = new Map(this.#rows.map((row) => [row.key, row]));
    this.#rows = [];
    const firstNew = messages.find((message) => this.#isNew(message));
    for (const message of messages) {
      const { id, at, by } = message;
      if (message === firstNew) this.#add({ key: 'unread', kind: 'unread', at });
      this.#add({ key: keyOf(by, id), kind: 'message', at, by, message });
    }
    for (const entry of entries) {
      this.#add({ key: keyOf(this.#me, entry.id), kind: 'entry', at: entry.at, by: this.#me, entry });
    }
    return this.#rows;
  }

  /** @param {Message} message */
  #isNew({ seq, by }) {
    return this.#unreadAfter !== null && seq > this.#unreadAfter && by.id !== this.#me.id;
  }

  /**
   * Below what there is so far, and below its day where that begins.
   * @param {Omit<Row, 'day' | 'continued'>} what
   */
  #add(what) {
    const old = this.#before.get(what.key);
    // To name the day of a moment is slow, and here it is asked for every message there is.
    const day = old?.at === what.at ? old.day : dayOf(what.at);
    if (this.#rows.at(-1)?.day !== day) this.#push({ key: `day ${day} ${what.key}`, kind: 'day', at: what.at, day, continued: false });
    this.#push({ ...what, day, continued: continues(this.#rows.at(-1), what) });
  }

  /** @param {Row} row */
  #push(row) {
    const old = this.#before.get(row.key);
    this.#rows.push(old && same(old, row) ? old : row);
  }
}

/**
 * @param {Row | undefined} above
 * @param {Pick<Row, 'by' | 'at'>} row
 */
function continues(above, { by, at }) {
  return above?.by !== undefined && above.by.id === by?.id && at - above.at < TOGETHER_MS;
}

/**
 * @param {Row} a
 * @param {Row} b
 */
function same(a, b) {
  return a.kind === b.kind && a.at === b.at && a.message === b.message && a.entry === b.entry
    && a.continued === b.continued;
}

/**
 * An id is its author's own: somebody else may have used the same.
 * @param {{ id: string }} by @param {string} id
 */
function keyOf(by, id) {
  return `${by.id}/${id}`;
}
