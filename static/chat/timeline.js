import * as frames from './frames.js';
import { applied, messageOf } from './messages.js';

/**
 * The messages of a room that are loaded: all of them above `floor`, none at or below it. Live
 * events come in at the end, pages of history at the beginning.
 *
 * Where the two cross: a page is the state at its own head, which may be ahead of our position or
 * behind it. Ahead: events up to that head are in the page already, and must pass it by when they
 * come (`#asOf`). Behind: events since the request are not in it, and are applied to it from the
 * journal that is kept while a request is out.
 */
export class Timeline {
  /** Ascending by seq; replaced, never changed. @type {readonly frames.Message[]} */
  messages = [];
  /** All messages above this seq are here; null: we do not follow the room yet. @type {number | null} */
  floor = null;
  /** Everything up to this seq has been applied. */
  reached = 0;
  /** Per message that came in a page: the head of that page. @type {Map<number, number>} */
  #asOf = new Map();
  /** Events applied since the request that is out; null: none is. @type {frames.Event[] | null} */
  #journal = null;

  /** Are there messages before the first loaded one? */
  get older() {
    return this.floor === null || this.floor > 0;
  }

  /** From here on every event will come. @param {number} seq */
  start(seq) {
    this.messages = [];
    this.floor = seq;
    this.reached = seq;
    this.#asOf.clear();
    this.#journal = null;
  }

  /** We lost the room. */
  clear() {
    this.start(0);
    this.floor = null;
  }

  /** A page is being asked for: remember what happens until it comes. */
  openJournal() {
    this.#journal = [];
  }

  /** @param {readonly frames.Event[]} events  the next ones of the log, at least one */
  apply(events) {
    this.#journal?.push(...events);
    const messages = [...this.messages];
    for (const event of events) {
      if (event.kind === 'post') messages.push(messageOf(event));
      else this.#change(messages, event);
    }
    this.messages = messages;
    this.reached = events[events.length - 1].seq;
  }

  /**
   * A page of messages at or below `floor`.
   * @param {frames.Past} page
   */
  prepend({ messages: past, head, older }) {
    const floor = this.floor ?? 0;
    const fresh = past.filter((message) => message.seq <= floor);
    for (const { seq } of fresh) this.#asOf.set(seq, head.seq);
    const messages = [...fresh, ...this.messages];
    for (const event of this.#journal ?? []) this.#change(messages, event);
    this.#journal = null;
    this.messages = messages;
    this.floor = older && fresh.length ? fresh[0].seq - 1 : 0;
  }

  /**
   * What we held cannot be continued: this is what there is instead.
   * @param {frames.Past} reset
   */
  replace({ messages, head, older }) {
    this.start(head.seq);
    this.messages = messages;
    if (!older) this.floor = 0;
    else if (messages.length) this.floor = messages[0].seq - 1;
  }

  /** Keeps only the newest. @param {number} count */
  trim(count) {
    if (this.messages.length <= count) return;
    this.messages = this.messages.slice(-count);
    this.floor = this.messages[0].seq - 1;
  }

  /**
   * @param {frames.Message[]} messages  changed in place
   * @param {frames.Event} event
   */
  #change(messages, event) {
    if (event.kind === 'erased') messages.forEach((_, index) => this.#changeAt(messages, index, event));
    if (!event.of) return;
    const index = indexOf(messages, event.of.seq);
    if (index !== -1) this.#changeAt(messages, index, event);
  }

  /** @param {frames.Message[]} messages @param {number} index @param {frames.Event} event */
  #changeAt(messages, index, event) {
    if (event.seq <= (this.#asOf.get(messages[index].seq) ?? 0)) return;
    messages[index] = applied(messages[index], event);
  }
}

/**
 * Binary search: rooms grow long, and a replay asks for every event.
 * @param {readonly frames.Message[]} messages  ascending
 * @param {number} seq
 * @returns {number} -1: not loaded
 */
function indexOf(messages, seq) {
  let low = 0;
  let high = messages.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (messages[middle].seq < seq) low = middle + 1;
    else high = middle;
  }
  return messages[low]?.seq === seq ? low : -1;
}
