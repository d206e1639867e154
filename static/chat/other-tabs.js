import * as clocks from '../lifeline/clock.js';
import * as entryStore from './entry-store.js';
import * as items from './item.js';
import * as itemList from './item-list.js';
import * as tabLocks from './tab-locks.js';

/**
 * @typedef {object} OtherTabsOptions
 * @property {string} person  id
 * @property {entryStore.EntryStore} store
 * @property {clocks.Clock} clock
 * @property {() => number} timeoutMs  without locks an entry is left so long to the tab it was typed in
 * @property {tabLocks.TabLocks} locks
 * @property {itemList.ItemList} items
 * @property {(error: unknown) => void} failed
 * @property {() => void} brought  The items are in line with the store.
 */

/**
 * Tabs share the store: each shows what the others wrote, and sends it when they are gone. Where
 * there are locks the end of a tab is an event, and one tab inherits. Without them each sends what
 * is there too long. Who sends makes no difference: the id carries it.
 */
export class OtherTabs {
  #options;
  /** Ids that were answered: the reading of the store may be older than that. @type {Set<string>} */
  #answered = new Set();
  /** On their way to the disk, by id. @type {Map<string, entryStore.StoredEntry>} */
  #writing = new Map();
  /** The last reading that was begun; it does not reject. @type {Promise<void>} */
  #reading = Promise.resolve();
  /** One that has not begun. @type {Promise<void> | null} */
  #due = null;
  #away = false;
  #hope = true;

  /** @param {OtherTabsOptions} options */
  constructor(options) {
    this.#options = options;
  }

  /** What is being written, and not among the items yet. */
  get beingWritten() {
    return [...this.#writing.values()];
  }

  /** Reads what earlier pages left, and follows every change from then on. */
  async load() {
    this.#options.locks.hold();
    this.#options.store.onChange(() => this.refresh());
    // Without locks nobody can say whether those pages are gone: we take it that they are.
    const reading = this.#read(0);
    // Later readings wait for this one, and do not fail because it did.
    this.#reading = reading.catch(() => {});
    await reading;
  }

  /** What other tabs wrote, and what they are done with. However much is told in a row, is read once. */
  refresh() {
    this.#due ??= this.#reading.then(() => {
      const { clock, timeoutMs, failed } = this.#options;
      this.#due = null;
      this.#reading = this.#read(clock.now() + timeoutMs()).catch(failed);
      return this.#reading;
    });
    return this.#due;
  }

  /** The page may stand still from now on: others go on for it. */
  away() {
    this.#away = true;
    this.#options.store.away();
    this.#holdIfAble();
  }

  back() {
    this.#away = false;
    this.#holdIfAble();
    this.#options.store.back();
  }

  /** Has this tab a link, or will it have one? Else others shall send what is here. @param {boolean} hope */
  linkHoped(hope) {
    this.#hope = hope;
    this.#holdIfAble();
  }

  /** Foreign entries that were due: those the store still has were left behind. */
  async takeOver() {
    const { clock, timeoutMs, items: list, brought } = this.#options;
    const now = clock.now();
    const ripe = list.all.filter((item) => item.foreignUntil && item.foreignUntil <= now);
    for (const item of ripe) item.foreignUntil = now + timeoutMs();
    await this.refresh();
    for (const item of ripe) item.foreignUntil = 0;
    brought();
  }

  /** @param {string} id  It is in the log. */
  answered(id) {
    this.#answered.add(id);
  }

  /** @param {string} id */
  wasAnswered(id) {
    return this.#answered.has(id);
  }

  /**
   * Writes an entry of ours, which is nobody else's though it is in the store before it is here.
   * @template T
   * @param {entryStore.StoredEntry} entry @param {() => Promise<T>} write
   * @returns {Promise<T>}
   */
  async writing(entry, write) {
    this.#writing.set(entry.id, entry);
    try {
      return await write();
    } finally {
      this.#writing.delete(entry.id);
    }
  }

  /**
   * Brings the items in line with the store. What was here when the reading began and is not there
   * another tab is done with. Our own stay until the server has spoken: to send once too often costs
   * nothing, and where somebody emptied the store, they are all there is.
   * @param {number} foreignUntil  for those of other tabs, without locks
   */
  async #read(foreignUntil) {
    const { store, person, items: list, brought } = this.#options;
    const before = list.all;
    const entries = await store.all(person);
    const there = new Map(entries.map((entry) => [entry.id, entry]));
    for (const item of before) this.#compare(item, there.get(item.kept.id));
    for (const entry of entries) {
      if (!this.#isKnown(entry.id)) list.insert(entry, this.#leftUntil(entry, foreignUntil));
    }
    this.#awaitOthers(entries);
    brought();
  }

  #holdIfAble() {
    if (this.#hope && !this.#away) this.#options.locks.hold();
    else this.#options.locks.release();
  }

  /** @param {string} id */
  #isKnown(id) {
    return this.#options.items.find(id) || this.#writing.has(id) || this.#answered.has(id);
  }

  /** @param {entryStore.StoredEntry} entry @param {number} foreignUntil  see #read */
  #leftUntil({ tab }, foreignUntil) {
    const { locks } = this.#options;
    if (tab === locks.id) return 0;
    return locks.known ? Infinity : foreignUntil;
  }

  /** @param {entryStore.StoredEntry[]} entries */
  #awaitOthers(entries) {
    const { locks } = this.#options;
    for (const tab of new Set(entries.map((entry) => entry.tab))) {
      if (tab !== locks.id) locks.whenGone(tab, () => this.#inherit(tab));
    }
  }

  /** A tab is gone. What it left is ours, unless another tab was quicker. @param {string} tab */
  async #inherit(tab) {
    const { store, person, locks, items: list, failed } = this.#options;
    if (!list.all.some(({ kept }) => kept.tab === tab)) return;
    // The reading is not waited for: the next in the queue sees by the store that nothing is left.
    await store.inherit(person, tab, locks.id).then(() => void this.refresh(), failed);
  }

  /** @param {items.Item} item @param {entryStore.StoredEntry | undefined} kept  as the store has it */
  #compare(item, kept) {
    const { items: list } = this.#options;
    if (item.seq !== null) return;
    const refused = item.kept.state === 'refused';
    if (!kept && (item.foreignUntil > 0 || refused)) list.drop(item);
    // Another tab was refused.
    else if (kept?.state === 'refused' && !refused) list.change(item, { kept, sentAt: null });
    else if (kept && kept.tab !== item.kept.tab) this.#passOn(item, kept);
  }

  /**
   * It has another tab now: this one, or one that took it while we were away.
   * @param {items.Item} item @param {entryStore.StoredEntry} kept
   */
  #passOn(item, kept) {
    const foreignUntil = this.#leftUntil(kept, 0);
    const lost = item.lost || item.sentAt !== null;
    this.#options.items.change(item, { kept, foreignUntil, ...(foreignUntil && { sentAt: null, lost }) });
  }
}
