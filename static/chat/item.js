import * as entryStore from './entry-store.js';

/**
 * @typedef {object} Item  an entry, and what has become of it in this tab
 * @property {entryStore.StoredEntry} kept
 * @property {number | null} sentAt  ms, on this link; null: not, or refused for now
 * @property {number} notBefore  ms; the server asked for patience
 * @property {number} foreignUntil  ms; until then the tab it was typed in sends it. 0: ours.
 * @property {number | null} seq  committed with this number; null: no answer yet
 */

/** Has it no answer yet? @param {Item} item */
export function isOpen({ kept, seq }) {
  return kept.state === 'queued' && seq === null;
}

/** Sent on this link, and open. @param {Item} item */
export function isOut(item) {
  return item.sentAt !== null && isOpen(item);
}

/**
 * As the page sees it.
 * @param {Item} item
 * @returns {entryStore.Entry}
 */
export function entryOf({ kept, sentAt, seq }) {
  const { id, room, body, at, code, detail } = kept;
  if (kept.state === 'refused') return { id, room, body, at, state: 'refused', code, detail };
  return { id, room, body, at, state: sentAt !== null || seq !== null ? 'sent' : 'queued' };
}

/**
 * Its frame.
 * @param {entryStore.StoredEntry} entry @param {string | undefined} prior
 */
export function postOf({ id, room, body }, prior) {
  return { type: 'post', id, room, body, ...(prior && { prior }) };
}
