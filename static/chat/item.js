import * as entryStore from './entry-store.js';

/**
 * @typedef {object} Item  an entry, and what has become of it in this tab
 * @property {entryStore.StoredEntry} kept
 * @property {number | null} sentAt  ms, on this link; null: not, or refused for now
 * @property {boolean} lost  It was sent on a link that is lost: the server may have it or not.
 * @property {number} notBefore  ms; the server asked for patience
 * @property {number} foreignUntil  ms; until then another tab sends it. 0: ours. Infinity: as long
 *   as that tab lives
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
export function entryOf(item) {
  const { id, room, body, at, code, detail } = item.kept;
  const entry = { id, room, body, at, state: stateOf(item) };
  return entry.state === 'refused' ? { ...entry, code, detail } : entry;
}

/**
 * @param {Item} item
 * @returns {entryStore.Entry['state']}
 */
function stateOf({ kept, sentAt, lost, seq }) {
  if (kept.state === 'refused') return 'refused';
  if (seq !== null) return 'acknowledged';
  if (sentAt !== null) return 'sent';
  return lost ? 'unknown' : 'queued';
}

/**
 * Its frame.
 * @param {entryStore.StoredEntry} entry @param {string | undefined} prior
 */
export function postOf({ id, room, body }, prior) {
  return { type: 'post', id, room, body, ...(prior && { prior }) };
}
