/** What the list of messages consists of, row by row. Knows nothing of the page. */
import { dayOf } from './time.js';

/** @typedef {import('../client.js').Room} Room */
/** @typedef {Room['messages'][number]} Message */
/** @typedef {Room['entries'][number]} Entry */
/**
 * @typedef {object} Row
 * @property {string} key the same row keeps its key; a message that was an entry too
 * @property {'day' | 'unread' | 'message' | 'entry'} kind
 * @property {number} at ms
 * @property {{ id: string, name: string }} [by]
 * @property {boolean} [continued] the author and hour stand above already
 * @property {Message} [message]
 * @property {Entry} [entry]
 */

// Later than this the author and the time are shown again.
const TOGETHER_MS = 5 * 60 * 1000;

/**
 * @param {Room} room
 * @param {{ id: string, name: string }} me
 * @param {number | null} unreadAfter the seq after which the line "New" stands; null: nowhere
 * @returns {Row[]}
 */
export function rowsOf(room, me, unreadAfter) {
  /** @type {Row[]} */
  const rows = [];
  for (const message of room.messages) {
    const row = /** @type {Row} */ ({
      key: message.id, kind: 'message', at: message.at, by: message.by, message,
    });
    const isNew = unreadAfter !== null && message.seq > unreadAfter && message.by.id !== me.id;
    if (isNew) {
      addRow(rows, { key: 'unread', kind: 'unread', at: message.at });
      unreadAfter = null;
    }
    addRow(rows, row);
  }
  for (const entry of room.entries) {
    addRow(rows, { key: entry.id, kind: 'entry', at: entry.at, by: me, entry });
  }
  return rows;
}

/**
 * @param {Row[]} rows
 * @param {Row} row
 */
function addRow(rows, row) {
  let last = rows.at(-1);
  if (!last || dayOf(last.at) !== dayOf(row.at)) {
    last = { key: `day ${dayOf(row.at)}`, kind: 'day', at: row.at };
    rows.push(last);
  }
  row.continued = last.by !== undefined && last.by.id === row.by?.id
    && row.at - last.at < TOGETHER_MS;
  rows.push(row);
}
