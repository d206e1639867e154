import * as clocks from '../lifeline/clock.js';
import { Emitter } from '../lifeline/emitter.js';
import * as links from '../lifeline/link.js';
import { Credit } from './credit.js';
import * as entryStore from './entry-store.js';
import * as frames from './frames.js';
import { History } from './history.js';
import { Logs } from './logs.js';
import { Outbox } from './outbox.js';
import { ReadMarks } from './read-marks.js';
import { Refusal } from './refusal.js';
import * as rooms from './room.js';
import * as sessions from './session.js';
import { Typing } from './typing.js';

/**
 * @typedef {rooms.Room} Room
 * @typedef {frames.Message} Message
 * @typedef {entryStore.Entry} Entry
 *
 * @typedef {sessions.Connection} Connection
 * @typedef {sessions.Notice} Notice
 *
 * @typedef {object} Wire  what every part needs that speaks with the server
 * @property {clocks.Clock} clock
 * @property {(frame: object) => boolean} send  false: no link
 * @property {() => number} timeoutMs  an answer that is not here by then is missed
 *
 * @typedef {object} ClientOptions
 * @property {string} url  see socketUrl
 * @property {frames.Person} person  whose page this is
 * @property {entryStore.EntryStore} store  closed by dispose
 * @property {clocks.Clock} [clock]
 * @property {() => number} [random]
 * @property {any} [WebSocket]
 * @property {links.LinkOptions['page']} [page]
 * @property {number} [maxTries]
 */

/**
 * The chat, without a page: connection, rooms, outbox. The page reads its fields and is told when
 * to read them again.
 *
 * @extends {Emitter<sessions.ClientEvents>}
 */
export class ChatClient extends Emitter {
  #person;
  #store;
  /** @type {links.Link} */
  #link;
  /** @type {Logs} */
  #logs;
  /** @type {Outbox} */
  #outbox;
  /** @type {History} */
  #history;
  /** @type {Credit} */
  #credit;
  /** @type {ReadMarks} */
  #marks;
  /** @type {sessions.Session} */
  #session;
  /** Who types, oneself included. @type {Typing} */
  typing;

  /** @param {ClientOptions} options */
  constructor({ person, store, clock = clocks.systemClock, ...options }) {
    super();
    this.#person = person;
    this.#store = store;
    this.#link = new links.Link({ ...options, clock, beat: () => this.#credit.beat() });
    const wire = {
      clock,
      send: (/** @type {object} */ frame) => this.#link.send(frame),
      timeoutMs: () => this.#link.deadlineMs,
    };
    this.#credit = new Credit(wire);
    this.#marks = new ReadMarks(wire);
    this.#outbox = this.#newOutbox(wire);
    this.#history = this.#newHistory(wire);
    this.#logs = this.#newLogs(wire);
    this.typing = new Typing({ ...wire, changed: (room) => this.emit('moment', { room }) });
    this.#link.on('state', () => this.emit('connection', this.connection));
    this.#session = this.#newSession();
  }

  /** @returns {Readonly<Connection>} */
  get connection() {
    if (!this.#session.stranger) return this.#link.status;
    return { state: 'refused', cause: 'person', loginNeeded: true };
  }

  /** @returns {ReadonlyMap<string, Room>} by id */
  get rooms() {
    return this.#logs.rooms;
  }

  /** What the server takes; the protocol's least until it has said. */
  get limits() {
    return this.#session.limits;
  }

  get me() {
    return this.#person;
  }

  /** Shows what is in the outbox, and connects. */
  start() {
    this.#outbox.load().catch((error) => this.#storeFailed(error));
    this.#link.connect();
  }

  /** Leaves no connection, timer or listener behind. What is in the outbox stays in the store. */
  dispose() {
    this.#link.dispose();
    this.#marks.stop();
    this.typing.linkDown();
    this.#store.close();
    this.clear();
  }

  /** Dials now. */
  reconnect() {
    this.#session.stranger = false;
    this.#link.reconnect();
  }

  /**
   * Room descriptors that came by HTTP, to have something to type into before the link is up.
   * @param {frames.Descriptor[]} descriptors  those without a role are not ours, and skipped
   */
  seed(descriptors) {
    for (const descriptor of descriptors) {
      if (descriptor.role && !this.rooms.get(descriptor.id)?.known) this.#logs.mention(descriptor).describe(descriptor);
    }
    this.emit('rooms', null);
  }

  /**
   * @param {string} roomId @param {string} body
   * @returns {Promise<Entry>} once it is on disk
   * @throws {Refusal} not-found, too-long; or the DOMException of IndexedDB: it was not kept
   */
  async post(roomId, body) {
    return this.#outbox.add(this.#room(roomId), body);
  }

  /** @param {string} entryId  a refused one; it gets a new id. @returns {Promise<Entry | null>} */
  retry(entryId) {
    return this.#outbox.retry(entryId);
  }

  /** @param {string} entryId  a refused one. @returns {Promise<string | null>} its body */
  discard(entryId) {
    return this.#outbox.discard(entryId);
  }

  /**
   * The room is shown now: its newest page is loaded, once.
   * @param {string} roomId
   * @returns {Promise<boolean>} see older
   */
  async open(roomId) {
    const room = this.#room(roomId);
    return room.opened ? this.#history.pending(roomId) ?? false : this.older(roomId);
  }

  /**
   * Loads the page before the first loaded message, as soon as the link allows.
   * @param {string} roomId
   * @returns {Promise<boolean>} false: there was nothing before
   * @throws {Refusal} final
   */
  async older(roomId) {
    const room = this.#room(roomId);
    room.opened = true;
    try {
      return await this.#history.load(room);
    } catch (refusal) {
      room.opened = room.messages.length > 0;
      throw refusal;
    }
  }

  /** @param {string} roomId @param {number} seq  the last message that has been on screen */
  markRead(roomId, seq) {
    const room = this.#room(roomId);
    const upTo = Math.min(seq, room.head.seq);
    if (upTo <= room.read) return;
    room.markRead(upTo);
    this.#marks.mark(roomId, upTo);
    this.emit('room', { room });
  }

  /** @param {string} id */
  #room(id) {
    const room = this.rooms.get(id);
    if (!room || room.gone) throw new Refusal('not-found');
    return room;
  }

  /** @param {string} id */
  #changed(id) {
    const room = this.rooms.get(id);
    if (room) this.emit('room', { room });
  }

  /** @param {unknown} error */
  #storeFailed(error) {
    this.emit('notice', { level: 'error', code: 'store-failed', text: String(error) });
  }

  /**
   * What has become of our own entries by a log that is applied up to `seq`.
   * @param {Room} room @param {readonly { id: string, by: frames.Person }[]} messages @param {number} seq
   */
  #reached(room, messages, seq) {
    for (const { id, by } of messages) {
      if (by.id === this.#person.id) this.#outbox.seen(id);
    }
    this.#outbox.passed(room.id, seq);
    this.#changed(room.id);
  }

  #newSession() {
    const parts = { link: this.#link, logs: this.#logs, outbox: this.#outbox, history: this.#history, credit: this.#credit, marks: this.#marks, typing: this.typing };
    return new sessions.Session(this.#person, parts, (name, detail) => this.emit(name, detail));
  }

  /** @param {Wire} wire */
  #newOutbox(wire) {
    return new Outbox({
      ...wire,
      person: this.#person.id,
      store: this.#store,
      changed: ({ room: id, slug, name }) => {
        const known = this.rooms.has(id);
        const room = this.#logs.mention({ id, slug, name });
        room.entries = this.#outbox.of(id);
        this.#session.sweep(id);
        if (!known || !this.rooms.has(id)) this.emit('rooms', null);
        this.emit('room', { room });
      },
      failed: (error) => this.#storeFailed(error),
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
      started: (room) => this.#history.restart(room.id),
      renamed: () => this.emit('rooms', null),
      met: ({ id }) => this.emit('moment', { room: id }),
      turned: (room) => this.#changed(room.id),
      reached: (room, messages, seq) => this.#reached(room, messages, seq),
    });
  }
}
