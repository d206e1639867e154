/** Keeps the elements of a list in step with its rows, touching only what has changed. */
import { elementOf, update } from './row-element.js';

/** @typedef {import('./rows.js').Row} Row */

export class RowList {
  /** @type {HTMLElement} */
  #list;
  /** @type {string} */
  #myId;
  /** @type {readonly Row[]} */
  #rows = [];
  /** @type {Map<string, HTMLElement>} by key */
  #elements = new Map();

  /**
   * @param {HTMLElement} list
   * @param {string} myId
   */
  constructor(list, myId) {
    this.#list = list;
    this.#myId = myId;
  }

  clear() {
    this.#list.replaceChildren();
    this.#rows = [];
    this.#elements.clear();
  }

  /** @param {readonly Row[]} rows those that are the same objects as the last time are left alone */
  show(rows) {
    const { head, tail } = unchanged(this.#rows, rows);
    const old = this.#rows.slice(head, this.#rows.length - tail);
    const wanted = rows.slice(head, rows.length - tail);
    const above = rows[head - 1];
    this.#rows = rows;
    this.#removeAllBut(new Set(wanted.map(({ key }) => key)), old);
    this.#place(wanted, old, above && this.#elements.get(above.key));
  }

  /**
   * @param {Set<string>} kept keys
   * @param {readonly Row[]} old
   */
  #removeAllBut(kept, old) {
    for (const { key } of old) {
      if (kept.has(key)) continue;
      this.#elements.get(key)?.remove();
      this.#elements.delete(key);
    }
  }

  /**
   * @param {readonly Row[]} rows
   * @param {readonly Row[]} old
   * @param {HTMLElement | undefined} above what they stand below; undefined: nothing
   */
  #place(rows, old, above) {
    const before = new Map(old.map((row) => [row.key, row]));
    /** @type {Element | null} */
    let next = above ? above.nextElementSibling : this.#list.firstElementChild;
    for (const row of rows) {
      const element = this.#fit(row, before.get(row.key));
      if (element === next) next = next.nextElementSibling;
      else this.#list.insertBefore(element, next);
    }
  }

  /**
   * @param {Row} row
   * @param {Row | undefined} old
   * @returns {HTMLElement}
   */
  #fit(row, old) {
    const found = this.#elements.get(row.key);
    if (found && old !== row) update(found, row);
    const element = found ?? elementOf(row, this.#myId);
    this.#elements.set(row.key, element);
    return element;
  }
}

/**
 * @param {readonly Row[]} a
 * @param {readonly Row[]} b
 * @returns {{ head: number, tail: number }} how many rows are the same at the beginning and the end
 */
function unchanged(a, b) {
  const shorter = Math.min(a.length, b.length);
  let head = 0;
  while (head < shorter && a[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail += 1;
  return { head, tail };
}
