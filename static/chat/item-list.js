import * as entryStore from './entry-store.js';
import * as items from './item.js';

/** The items of this tab, in the order of typing. */
export class ItemList {
  #changed;
  /** @type {readonly items.Item[]} */
  all = [];

  /** @param {(entry: entryStore.StoredEntry) => void} changed  the entries of its room changed */
  constructor(changed) {
    this.#changed = changed;
  }

  /** @param {string} id */
  find(id) {
    return this.all.find((item) => item.kept.id === id);
  }

  /**
   * @param {entryStore.StoredEntry} kept
   * @param {number} [foreignUntil]  see Item
   * @returns {items.Item}
   */
  insert(kept, foreignUntil = 0) {
    const item = { kept, sentAt: null, lost: false, notBefore: 0, foreignUntil, seq: null };
    this.all = [...this.all, item].sort((a, b) => Number(a.kept.ordinal) - Number(b.kept.ordinal));
    this.#changed(kept);
    return item;
  }

  /** @param {items.Item} item @param {Partial<items.Item>} fields  what becomes of it */
  change(item, fields) {
    Object.assign(item, fields);
    this.#changed(item.kept);
  }

  /** @param {items.Item} item  not shown any more */
  drop(item) {
    this.all = this.all.filter((other) => other !== item);
    this.#changed(item.kept);
  }
}
