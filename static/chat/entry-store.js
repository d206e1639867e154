import * as clocks from '../lifeline/clock.js';
import { answer, openDatabase, STORE } from './entry-database.js';
import * as frames from './frames.js';

/**
 * @typedef {frames.Person & { guest?: boolean }} Author  who writes on this page; guest: by a name alone
 *
 * @typedef {object} Entry  something a person typed that has no place in the log yet
 * @property {string} id  UUID, made once per intention
 * @property {string} room
 * @property {string} body
 * @property {number} at  ms since 1970, local clock
 * @property {'queued' | 'sent' | 'acknowledged' | 'refused' | 'unknown'} state  queued: to be sent,
 *   by this tab or the one it was typed in. sent: on the current link, without an answer.
 *   acknowledged: committed, and not in the log as far as we have it. refused: finally. unknown:
 *   sent on a link that was lost, and open until the server answers on the next
 * @property {string} [code]  of the refusal
 * @property {string} [detail]
 *
 * @typedef {object} StoredEntry  as it is kept
 * @property {string} id
 * @property {string} person  It is sent as this person and as nobody else.
 * @property {string} author  that person's name when it was typed, to tell others whose it is
 * @property {boolean} [guest]  the author was one then
 * @property {string} tab  who sends it while that tab lives; see TabLocks
 * @property {string} room
 * @property {string} slug  of the room when it was typed, to show it before the server has spoken
 * @property {string} name
 * @property {string} body
 * @property {number} at
 * @property {'queued' | 'refused'} state
 * @property {string} [code]
 * @property {string} [detail]
 * @property {number} [ordinal]  given by the store: the order of typing, whatever the clock says
 */

/** 'strict': a write is done when it has survived a power cut, not when the system has it. */
const DURABLE = /** @type {const} */ ({ durability: 'strict' });

/**
 * Entries in IndexedDB, shared by all tabs of this origin. A promise that resolves means: on disk.
 * Errors are as the browser's own (DOMException): quota, a broken profile, storage switched off;
 * TimeoutError where it does not answer.
 */
export class EntryStore {
  #factory;
  #name;
  #clock;
  /** Tells other tabs; null while the page is away. @type {BroadcastChannel | null} */
  #channel = null;
  /** @type {Set<() => void>} */
  #listeners = new Set();
  /** @type {Promise<IDBDatabase> | null} */
  #database = null;
  #closed = false;

  /** @param {{ indexedDB?: IDBFactory, name?: string, clock?: clocks.Clock }} [options]  name: of the database */
  constructor({ indexedDB = globalThis.indexedDB, name = 'lifeline', clock = clocks.systemClock } = {}) {
    this.#factory = indexedDB;
    this.#name = name;
    this.#clock = clock;
    this.back();
  }

  /**
   * @param {string} person
   * @returns {Promise<StoredEntry[]>} in the order of typing
   */
  async all(person) {
    const entries = (await this.#open()).transaction(STORE).objectStore(STORE);
    return answer(entries.index('person').getAll(person));
  }

  /**
   * What everybody else left here.
   * @param {string} person
   * @returns {Promise<StoredEntry[]>} in the order of typing
   */
  async others(person) {
    const entries = (await this.#open()).transaction(STORE).objectStore(STORE);
    return (await answer(entries.getAll())).filter((entry) => entry.person !== person);
  }

  /**
   * @param {StoredEntry} entry
   * @returns {Promise<StoredEntry>} with its ordinal
   */
  async put(entry) {
    const ordinal = await this.#write(async (entries) => Number(await answer(entries.put(entry))));
    return { ...entry, ordinal };
  }

  /**
   * Changes an entry that is still there; one that is gone stays gone.
   * @param {StoredEntry} entry
   */
  async update(entry) {
    await this.#write(async (entries) => {
      if (await keyOf(entries, entry.id)) await answer(entries.put(entry));
    });
  }

  /**
   * Puts a new entry in the place of an old one, or does nothing where the old one is gone.
   * @param {string} old  id
   * @param {StoredEntry} entry
   * @returns {Promise<StoredEntry | null>} with its ordinal; null: nothing was done
   */
  async replace(old, entry) {
    return this.#write(async (entries) => {
      const key = await keyOf(entries, old);
      if (!key) return null;
      const ordinal = Number(await answer(entries.put(entry)));
      await answer(entries.delete(key));
      return { ...entry, ordinal };
    });
  }

  /**
   * Hands a person's entries of one tab to another.
   * @param {string} person @param {string} from  tab @param {string} to
   */
  async inherit(person, from, to) {
    await this.#write(async (entries) => {
      const all = await answer(entries.index('person').getAll(person));
      const left = all.filter(({ tab }) => tab === from);
      await Promise.all(left.map((entry) => answer(entries.put({ ...entry, tab: to }))));
    });
  }

  /** @param {string} id */
  async remove(id) {
    await this.#write(async (entries) => {
      const key = await keyOf(entries, id);
      if (key) await answer(entries.delete(key));
    });
  }

  /** Another tab changed something. @param {() => void} listener */
  onChange(listener) {
    this.#listeners.add(listener);
  }

  /**
   * The page may be kept for the way back: a message to it would end that (docs/adr/0015). What is
   * being written now nobody may be told of later, so others are told to look: they wait for it.
   */
  away() {
    this.#channel?.postMessage(null);
    this.#channel?.close();
    this.#channel = null;
  }

  /** What changed meanwhile nobody told: it may be anything. */
  back() {
    if (this.#closed || this.#channel) return;
    const changed = () => this.#listeners.forEach((listener) => listener());
    this.#channel = new BroadcastChannel(`${this.#name}-entries`);
    this.#channel.onmessage = changed;
    changed();
  }

  /** What is being written is still written; nothing new is begun. */
  close() {
    this.#closed = true;
    this.away();
    this.#database?.then((database) => database.close(), () => {});
  }

  /**
   * @template T
   * @param {(entries: IDBObjectStore) => Promise<T>} change  awaits nothing but requests of this store
   * @returns {Promise<T>} once the transaction is complete
   */
  async #write(change) {
    const transaction = (await this.#open()).transaction(STORE, 'readwrite', DURABLE);
    const [result] = await Promise.all([change(transaction.objectStore(STORE)), completed(transaction)]);
    this.#channel?.postMessage(null);
    return result;
  }

  /** Opens at first use, and again where that failed or the browser closed it. */
  async #open() {
    if (this.#closed) throw new DOMException('the store is closed', 'InvalidStateError');
    if (!this.#database) {
      const forget = () => {
        if (this.#database === database) this.#database = null;
      };
      const database = openDatabase(this.#factory, this.#name, forget, this.#clock);
      this.#database = database;
      database.catch(forget);
    }
    return this.#database;
  }
}

/**
 * @param {IDBObjectStore} entries @param {string} id
 * @returns {Promise<IDBValidKey | undefined>}
 */
function keyOf(entries, id) {
  return answer(entries.index('id').getKey(id));
}

/**
 * @param {IDBTransaction} transaction
 * @returns {Promise<void>}
 */
function completed(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new DOMException('aborted', 'AbortError'));
  });
}
