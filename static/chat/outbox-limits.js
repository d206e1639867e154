import * as entryStore from './entry-store.js';
import * as frames from './frames.js';

/** Of one person in this browser: more than anyone types offline, and 100 s to send at 5 a second. */
export const MAX_ENTRIES = 500;
/** 500 messages of 4 kB: 20 s on a link of 1 Mbit/s, and far below what any browser lets us store. */
export const MAX_BYTES = 2 * 1024 * 1024;

/**
 * Is there no room for one more? What several tabs write in the same moment may pass the limits by
 * that much.
 * @param {readonly entryStore.StoredEntry[]} kept
 * @param {string} body  of the new one
 */
export function isFull(kept, body) {
  if (kept.length >= MAX_ENTRIES) return true;
  const bytes = kept.reduce((sum, entry) => sum + frames.utf8Bytes(entry.body), frames.utf8Bytes(body));
  return bytes > MAX_BYTES;
}
