import * as clocks from '../lifeline/clock.js';
import * as links from '../lifeline/link.js';
import * as clientEvents from './client-events.js';
import { Credit } from './credit.js';
import * as entryStore from './entry-store.js';
import * as frames from './frames.js';
import { History } from './history.js';
import { Logs } from './logs.js';
import { Outbox } from './outbox.js';
import { ReadMarks } from './read-marks.js';
import * as rooms from './room.js';
import * as tabLocks from './tab-locks.js';
import { Typing } from './typing.js';

/**
 * @typedef {object} Wire  what every part needs that speaks with the server
 * @property {clocks.Clock} clock
 * @property {(frame: object) => boolean} send  false: no link
 * @property {() => boolean} writable  false: enough is on its way out
 * @property {() => number} timeoutMs  an answer that is not here by then is missed
 *
 * @typedef {object} Surroundings
 * @property {entryStore.Author} person
 * @property {entryStore.EntryStore} store
 * @property {tabLocks.TabLocks} locks
 * @property {links.Link} link
 * @property {clocks.Clock} clock
 * @property {clientEvents.Emit} emit  tells the page
 * @property {(room: string) => void} sweep  see Session
 */

/** What the chat consists of, and who tells whom: none of them knows another. */
export class Parts {
  #person;
  #store;
  #locks;
  #emit;
  #sweep;

  /** @param {Surroundings} surroundings */
  constructor({ person, store, locks, link, clock, emit, sweep }) {
    this.#person = person;
    this.#store = store;
    this.#locks = locks;
    this.#emit = emit;
    this.#sweep = sweep;
    this.link = link;
    /** @type {Wire} */
    const wire = {
      clock,
      send: (frame) => link.send(frame) === 'sent',
      writable: () => link.writable,
      timeoutMs: () => link.deadlineMs,
    };
    this.credit = new Credit(wire);
    this.marks = new ReadMarks(wire);
    this.outbox = this.#newOutbox(wire);
    this.history = this.#newHistory(wire);
    this.logs = this.#newLogs(wire);
    this.typing = new Typing({ ...wire, changed: (room) => emit('moment', { room }) });
  }

  /** @param {unknown} error */
  storeFailed(error) {
    this.#emit('notice', { level: 'error', code: 'store-failed', text: String(error) });
  }

  /** @param {Wire} wire */
  #newOutbox(wire) {
    return new Outbox({
      ...wire,
      person: this.#person,
      store: this.#store,
      locks: this.#locks,
      changed: (entry) => this.#entriesChanged(entry),
      failed: (error) => this.storeFailed(error),
    });
  }

  /** @param {Wire} wire */
  #newHistory(wire) {
    return new History({
      ...wire,
      loaded: (room, { messages }) => this.#reached(room, messages, room.timeline.reached),
    });
  }

  /** @param {Wire} wire */
  #newLogs(wire) {
    return new Logs({
      ...wire,
      me: this.#person.id,
      started: (room) => {
        this.history.restart(room.id);
        this.outbox.rewound(room.id, room.timeline.reached);
        this.marks.endAt(room.id, room.timeline.reached);
      },
      renamed: () => this.#emit('rooms', null),
      met: ({ id }) => this.#emit('moment', { room: id }),
      turned: (room) => this.#changed(room.id),
      reached: (room, messages, seq) => this.#reached(room, messages, seq),
    });
  }

  /** @param {entryStore.StoredEntry} entry  one of this room was added, went or changed */
  #entriesChanged({ room: id, slug, name }) {
    const known = this.logs.rooms.has(id);
    const room = this.logs.mention({ id, slug, name });
    room.entries = this.outbox.of(id);
    this.#sweep(id);
    if (!known || !this.logs.rooms.has(id)) this.#emit('rooms', null);
    this.#emit('room', { room });
  }

  /**
   * What has become of our own entries by a log that is applied up to `seq`.
   * @param {rooms.Room} room @param {readonly { id: string, by: frames.Person }[]} messages @param {number} seq
   */
  #reached(room, messages, seq) {
    for (const { id, by } of messages) {
      if (by.id === this.#person.id) this.outbox.seen(id);
    }
    this.outbox.passed(room.id, seq);
    this.#changed(room.id);
  }

  /** @param {string} id */
  #changed(id) {
    const room = this.logs.rooms.get(id);
    if (room) this.#emit('room', { room });
  }
}
