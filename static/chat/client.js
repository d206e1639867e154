import * as clocks from '../lifeline/clock.js';
import { Emitter } from '../lifeline/emitter.js';
import * as links from '../lifeline/link.js';
import * as pageEvents from '../lifeline/page-events.js';
import { isFinal } from '../lifeline/status.js';
import * as clientEvents from './client-events.js';
import * as closeReports from './close-report.js';
import * as entryStore from './entry-store.js';
import * as frames from './frames.js';
import { watchLife } from './page-life.js';
import { Parts } from './parts.js';
import { Refusal } from './refusal.js';
import * as rooms from './room.js';
import * as sessions from './session.js';
import { TabLocks } from './tab-locks.js';

/**
 * @typedef {rooms.Room} Room
 * @typedef {frames.Message} Message
 * @typedef {entryStore.Entry} Entry
 *
 * @typedef {clientEvents.Connection} Connection
 * @typedef {clientEvents.Notice} Notice
 *
 * @typedef {object} ClientOptions
 * @property {string} url  see socketUrl
 * @property {entryStore.Author} person  whose page this is
 * @property {entryStore.EntryStore} store  closed by dispose
 * @property {clocks.Clock} [clock]
 * @property {() => number} [random]
 * @property {any} [WebSocket]
 * @property {links.LinkOptions['page']} [page]
 * @property {number} [maxTries]
 * @property {links.LinkOptions['fallback']} [fallback]
 * @property {links.LinkOptions['diagnose']} [diagnose]  see httpDiagnosis
 * @property {Storage | null} [storage]  for close reports; default localStorage
 * @property {LockManager | null} [locks]  default the browser's; null: there are none
 */

/**
 * The chat, without a page: connection, rooms, outbox. The page reads its fields and is told when
 * to read them again.
 *
 * @extends {Emitter<clientEvents.ClientEvents>}
 */
export class ChatClient extends Emitter {
  #person;
  #store;
  /** @type {links.Link} */
  #link;
  /** @type {Parts} */
  #parts;
  #session;
  #closeReports;
  #unwatch;

  /** @param {ClientOptions} options */
  constructor({ person, store, clock = clocks.systemClock, page = pageEvents.currentPage(), locks = navigatorLocks(), storage, ...options }) {
    super();
    this.#person = person;
    this.#store = store;
    this.#link = new links.Link({ ...options, queue: null, clock, page, beat: () => this.#parts.credit.beat() });
    /** @type {clientEvents.Emit} */
    const emit = (name, detail) => this.emit(name, detail);
    this.#parts = new Parts({ person, store, locks: new TabLocks(locks), link: this.#link, clock, emit, sweep: (room) => this.#session.sweep(room) });
    this.#closeReports = new closeReports.CloseReports({ person: person.id, clock, page, storage });
    this.#session = new sessions.Session(person, this.#parts, this.#closeReports, emit);
    this.#link.on('state', (status) => this.#turned(status));
    this.#link.on('drain', () => this.#parts.outbox.drained());
    this.#unwatch = watchLife(page, this.#parts.outbox);
  }

  /** @returns {Readonly<Connection>} */
  get connection() {
    return this.#session.login.connection ?? this.#link.status;
  }

  /** @returns {ReadonlyMap<string, Room>} by id */
  get rooms() {
    return this.#parts.logs.rooms;
  }

  /** What the server takes; the protocol's least until it has said. */
  get limits() {
    return this.#session.limits;
  }

  get me() {
    return this.#person;
  }

  /** Who types, oneself included. */
  get typing() {
    return this.#parts.typing;
  }

  /** Shows what is in the outbox, and connects. */
  start() {
    this.#parts.outbox.load().catch((error) => this.#parts.storeFailed(error));
    this.#link.connect();
  }

  /** Leaves no connection, timer or listener behind. What is in the outbox stays in the store. */
  dispose() {
    this.#unwatch();
    this.#link.dispose();
    this.#closeReports.dispose();
    this.#parts.marks.stop();
    this.typing.linkDown();
    this.#store.close();
    this.clear();
  }

  /** Dials now. */
  reconnect() {
    this.#session.login.reconnect();
  }

  /** Another tab has told whose the browser is by now. @param {string | null} personId  null: nobody's */
  browserIs(personId) {
    this.#session.login.told(personId);
    this.emit('connection', this.connection);
  }

  /**
   * Room descriptors that came by HTTP, to have something to type into before the link is up.
   * @param {frames.Descriptor[]} descriptors  those without a role are not ours, and skipped
   */
  seed(descriptors) {
    for (const descriptor of descriptors) {
      if (descriptor.role && !this.rooms.get(descriptor.id)?.known) this.#parts.logs.mention(descriptor).describe(descriptor);
    }
    this.emit('rooms', null);
  }

  /**
   * @param {string} roomId @param {string} body
   * @returns {Promise<Entry>} once it is on disk
   * @throws {Refusal} not-found, too-long, full; or the DOMException of IndexedDB: it was not kept
   */
  async post(roomId, body) {
    return this.#parts.outbox.add(this.#room(roomId), body);
  }

  /** @param {string} entryId  a refused one; it gets a new id. @returns {Promise<Entry | null>} */
  retry(entryId) {
    return this.#parts.outbox.retry(entryId);
  }

  /** @param {string} entryId  a refused one. @returns {Promise<string | null>} its body */
  discard(entryId) {
    return this.#parts.outbox.discard(entryId);
  }

  /**
   * The room is shown now: its newest page is loaded, once.
   * @param {string} roomId
   * @returns {Promise<boolean>} see older
   */
  async open(roomId) {
    const room = this.#room(roomId);
    return room.opened ? this.#parts.history.pending(roomId) ?? false : this.older(roomId);
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
      return await this.#parts.history.load(room);
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
    this.#parts.marks.mark(roomId, upTo);
    this.emit('room', { room });
  }

  /** @param {string} id */
  #room(id) {
    const room = this.rooms.get(id);
    if (!room || room.gone) throw new Refusal('not-found');
    return room;
  }

  /** @param {links.Status} status */
  #turned(status) {
    if (isFinal(status)) this.#parts.outbox.linkOver();
    this.emit('connection', this.connection);
  }
}

/** Not on plain http, except localhost; nor where there is no page. */
function navigatorLocks() {
  return globalThis.navigator?.locks ?? null;
}
