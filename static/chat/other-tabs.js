import * as clocks from '../lifeline/clock.js';
import * as entryStore from './entry-store.js';
import * as items from './item.js';
import * as itemList from './item-list.js';

/**
 * @typedef {object} OtherTabsOptions
 * @property {string} person  id
 * @property {entryStore.EntryStore} store
 * @property {clocks.Clock} clock
 * @property {() => number} timeoutMs  for so long an entry is left to the tab it was typed in
 * @property {itemList.ItemList} items
 * @property {(error: unknown) => void} failed
 * @property {() => void} brought  The items are in line with the store.
 */

/**
 * Tabs share the store: each shows what the others wrote, and sends it if they do not. Who sends
 * makes no difference: the id carries it.
 */
export class OtherTabs {
  #options;
  /** Ids that were answered: the reading of the store may be older than that. @type {Set<string>} */
  #answered = new Set();
  /** Ids on their way to the disk. @type {Set<string>} */
  #writing = new Set();
  /** @type {Promise<void> | null} */
  #reading = null;

  /** @param {OtherTabsOptions} options */
  constructor(options) {
    this.#options = options;
  }

  /** Reads what earlier pages left: that is ours. From then on every change is followed. */
  async load() {
    this.#options.store.onChange(() => this.refresh());
    const reading = this.#read(0);
    // Later readings wait for this one, and do not fail because it did.
    this.#reading = reading.catch(() => {});
    await reading;
  }

  /** What other tabs wrote, and what they are done with. */
  refresh() {
    const { clock, timeoutMs, failed } = this.#options;
    const previous = this.#reading ?? Promise.resolve();
    const next = previous.then(() => this.#read(clock.now() + timeoutMs()));
    this.#reading = next.catch(failed);
    return this.#reading;
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
   * @param {string} id @param {() => Promise<T>} write
   * @returns {Promise<T>}
   */
  async writing(id, write) {
    this.#writing.add(id);
    try {
      return await write();
    } finally {
      this.#writing.delete(id);
    }
  }

  /**
   * Brings the items in line with the store. What was here when the reading began and is not there
   * another tab is done with. Our own stay until the server has spoken: to send once too often costs
   * nothing, and where somebody emptied the store, they are all there is.
   * @param {number} foreignUntil  for those we did not know
   */
  async #read(foreignUntil) {
    const { store, person, items: list, brought } = this.#options;
    const before = list.all;
    const entries = await store.all(person);
    const there = new Map(entries.map((entry) => [entry.id, entry]));
    for (const item of before) this.#compare(item, there.get(item.kept.id));
    for (const entry of entries) {
      if (!this.#isKnown(entry.id)) list.insert(entry, foreignUntil);
    }
    brought();
  }

  /** @param {string} id */
  #isKnown(id) {
    return this.#options.items.find(id) || this.#writing.has(id) || this.#answered.has(id);
  }

  /** @param {items.Item} item @param {entryStore.StoredEntry | undefined} kept  as the store has it */
  #compare(item, kept) {
    const { items: list } = this.#options;
    if (item.seq !== null) return;
    const refused = item.kept.state === 'refused';
    if (!kept && (item.foreignUntil > 0 || refused)) list.drop(item);
    // Another tab was refused.
    else if (kept?.state === 'refused' && !refused) list.change(item, { kept, sentAt: null });
  }
}
