/** Keeps the elements of a list in step with its rows, touching only what has changed. */
import { elementOf, update } from './row-element.js';

/** @typedef {import('./rows.js').Row} Row */
/** @typedef {{ row: Row, element: HTMLElement }} Shown */

export class RowList {
  /** @type {HTMLElement} */
  #list;
  /** @type {string} */
  #myId;
  /** @type {Map<string, Shown>} */
  #shown = new Map();

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
    this.#shown.clear();
  }

  /** @param {Row[]} rows */
  show(rows) {
    const wanted = new Map(rows.map((row) => [row.key, this.#fit(row)]));
    for (const [key, { element }] of this.#shown) if (!wanted.has(key)) element.remove();
    this.#shown = wanted;
    /** @type {Element | null} */
    let next = this.#list.firstElementChild;
    for (const { element } of wanted.values()) {
      if (element === next) next = next.nextElementSibling;
      else this.#list.insertBefore(element, next);
    }
  }

  /**
   * @param {Row} row
   * @returns {Shown}
   */
  #fit(row) {
    const old = this.#shown.get(row.key);
    if (!old) return { row, element: elementOf(row, this.#myId) };
    if (differs(old.row, row)) update(old.element, row);
    return { row, element: old.element };
  }
}

/**
 * @param {Row} a
 * @param {Row} b
 */
function differs(a, b) {
  return a.message !== b.message || a.entry !== b.entry || a.continued !== b.continued;
}
