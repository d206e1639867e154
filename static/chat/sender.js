import * as clocks from '../lifeline/clock.js';
import * as entryStore from './entry-store.js';
import * as frames from './frames.js';
import * as itemList from './item-list.js';
import * as items from './item.js';
import { isOpen, isOut, postOf } from './item.js';
import { planPosts } from './post-plan.js';

/**
 * @typedef {object} SenderOptions
 * @property {clocks.Clock} clock
 * @property {() => number} timeoutMs  A post without an answer for so long is sent again.
 * @property {(frame: object) => boolean} send  false: no link
 * @property {() => boolean} writable  false: enough is on its way out. Followed by `drained`.
 * @property {itemList.ItemList} items
 * @property {(item: items.Item) => void} tooLarge  Its frame is more than the server takes.
 * @property {() => void} ripe  Items of another tab were left too long; see Plan.
 */

/** Sends what is due, as fast as the link takes it and the server answers, and again in time. */
export class Sender {
  #options;
  #timer;
  #limits = frames.DEFAULT_LIMITS;
  #up = false;
  /** Items that are within the limits of this link: to measure one is to write its frame. @type {WeakSet<items.Item>} */
  #measured = new WeakSet();

  /** @param {SenderOptions} options */
  constructor(options) {
    this.#options = options;
    this.#timer = new clocks.Timer(options.clock, () => this.pump());
  }

  /** @param {frames.Limits} limits */
  linkUp(limits) {
    this.#limits = limits;
    this.#measured = new WeakSet();
    this.#up = true;
    this.pump();
  }

  linkDown() {
    this.#up = false;
    this.#timer.stop();
    const { items: list } = this.#options;
    for (const item of list.all) {
      if (item.sentAt !== null) list.change(item, { sentAt: null, lost: true });
    }
  }

  /** What was sent has left the machine, or nearly: only now the wait for its answers begins. */
  drained() {
    const { clock, items: list } = this.#options;
    for (const item of list.all.filter(isOut)) item.sentAt = clock.now();
    this.pump();
  }

  /** @param {entryStore.StoredEntry} entry */
  isTooLarge(entry) {
    return frames.utf8Bytes(JSON.stringify(postOf(entry, entry.id))) > this.#limits.frame_bytes;
  }

  /** Sends what is due, and sets the timer for what will be. */
  pump() {
    if (!this.#up) return;
    this.#failTooLarge();
    const { posts, ripe } = this.#plan();
    for (const { item, prior } of posts) {
      // The rest waits outside the browser's buffer, where beats can pass it.
      if (!this.#options.writable()) break;
      this.#post(item, prior);
    }
    if (ripe) this.#options.ripe();
    const { waitMs } = this.#plan();
    if (waitMs < Infinity) this.#timer.start(waitMs);
    else this.#timer.stop();
  }

  #plan() {
    const { items: list, clock, timeoutMs } = this.#options;
    return planPosts(list.all, { now: clock.now(), resendMs: timeoutMs() });
  }

  #failTooLarge() {
    const { items: list, tooLarge } = this.#options;
    for (const item of list.all) {
      if (!isOpen(item) || this.#measured.has(item)) continue;
      this.#measured.add(item);
      if (this.isTooLarge(item.kept)) tooLarge(item);
    }
  }

  /** @param {items.Item} item @param {string | undefined} prior */
  #post(item, prior) {
    const { send, clock, items: list } = this.#options;
    if (!send(postOf(item.kept, prior))) return;
    const sentAt = clock.now();
    // The person sees no difference between the first time and the next.
    if (item.sentAt === null) list.change(item, { sentAt });
    else item.sentAt = sentAt;
  }
}
