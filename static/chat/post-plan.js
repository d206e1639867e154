import * as items from './item.js';
import { isOpen, isOut } from './item.js';

/** Posts without an answer at a time. Enough to fill a link, few enough to send again. */
const WINDOW = 32;

/**
 * @typedef {object} Plan
 * @property {{ item: items.Item, prior: string | undefined }[]} posts  to send now, in this order
 * @property {boolean} ripe  An entry of another tab was left too long: see whether that tab is gone.
 * @property {number} waitMs  until there is something to do again; Infinity: until something comes
 */

/**
 * What to send now. Within a room nothing passes an entry that has to wait, and each post names the
 * one before it that has no answer (`prior`), so that the server keeps the order too.
 *
 * @param {readonly items.Item[]} all  in the order of typing
 * @param {{ now: number, resendMs: number }} times
 * @returns {Plan}
 */
export function planPosts(all, { now, resendMs }) {
  /** @type {Plan} */
  const plan = { posts: [], ripe: false, waitMs: Infinity };
  let free = WINDOW - all.filter(isOut).length;
  for (const room of byRoom(all.filter(isOpen))) {
    /** @type {string | undefined} */
    let prior;
    for (const item of room) {
      const waitMs = dueAt(item, resendMs) - now;
      if (waitMs > 0) plan.waitMs = Math.min(plan.waitMs, waitMs);
      if (item.foreignUntil) {
        plan.ripe ||= waitMs <= 0;
        continue;
      }
      if (!isOut(item) && (waitMs > 0 || free <= 0)) break;
      if (waitMs <= 0) plan.posts.push({ item, prior });
      if (!isOut(item)) free -= 1;
      prior = item.kept.id;
    }
  }
  return plan;
}

/**
 * @param {items.Item} item @param {number} resendMs
 * @returns {number} ms, wall clock
 */
function dueAt({ sentAt, notBefore, foreignUntil }, resendMs) {
  if (foreignUntil) return foreignUntil;
  return sentAt === null ? notBefore : sentAt + resendMs;
}

/** @param {readonly items.Item[]} open */
function byRoom(open) {
  /** @type {Map<string, items.Item[]>} */
  const rooms = new Map();
  for (const item of open) {
    const room = rooms.get(item.kept.room);
    if (room) room.push(item);
    else rooms.set(item.kept.room, [item]);
  }
  return rooms.values();
}
