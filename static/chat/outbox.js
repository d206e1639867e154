import * as clocks from '../lifeline/clock.js';
import * as entryStore from './entry-store.js';
import * as frames from './frames.js';
import { ItemList } from './item-list.js';
import * as items from './item.js';
import { entryOf, isOut } from './item.js';
import { OtherTabs } from './other-tabs.js';
import { isFull } from './outbox-limits.js';
import { Refusal } from './refusal.js';
import { Sender } from './sender.js';
import * as tabLocks from './tab-locks.js';
import { uuid } from './uuid.js';

/**
 * @typedef {object} OutboxOptions
 * @property {entryStore.Author} person
 * @property {entryStore.EntryStore} store
 * @property {tabLocks.TabLocks} locks
 * @property {clocks.Clock} clock
 * @property {() => number} timeoutMs  A post without an answer for so long is sent again.
 * @property {(frame: object) => boolean} send  false: no link
 * @property {() => boolean} writable  false: enough is on its way out. Followed by `drained`.
 * @property {(entry: entryStore.StoredEntry) => void} changed  the entries of its room changed
 * @property {(error: unknown) => void} failed  IndexedDB did something else than asked
 */

/**
 * What a person typed, from Enter until it is in the log. An entry is on disk before it is sent,
 * and leaves the disk when it is answered; in between it is sent as often as it takes, always with
 * the same id. In which order ack, event and refusal come, and from how many tabs it is sent, makes
 * no difference: the id carries it.
 */
export class Outbox {
  #options;
  #clock;
  #items;
  #tabs;
  #sender;

  /** @param {OutboxOptions} options */
  constructor(options) {
    this.#options = options;
    this.#clock = options.clock;
    this.#items = new ItemList(options.changed);
    const list = this.#items;
    this.#tabs = new OtherTabs({ ...options, person: options.person.id, items: list, brought: () => this.#sender.pump() });
    this.#sender = new Sender({
      ...options,
      items: list,
      tooLarge: (item) => this.#refuse(item, 'too-long', ''),
      ripe: () => this.#tabs.takeOver(),
    });
  }

  /** Reads what earlier pages of this person left, and sends it when the link is up. */
  load() {
    return this.#tabs.load();
  }

  /**
   * @param {string} room
   * @returns {readonly entryStore.Entry[]} in order
   */
  of(room) {
    return this.#items.all.filter((item) => item.kept.room === room).map(entryOf);
  }

  /**
   * @param {{ id: string, slug: string, name: string }} room
   * @param {string} body
   * @returns {Promise<entryStore.Entry>} once it is on disk
   * @throws {Refusal} nothing was kept. too-long: its frame is above the limit. full: too much
   *   waits here, see outbox-limits.js
   */
  async add({ id: room, slug, name }, body) {
    const { person, store, locks } = this.#options;
    /** @type {entryStore.StoredEntry} */
    const entry = { id: uuid(), person: person.id, author: person.name, guest: person.guest === true, tab: locks.id, room, slug, name, body, at: this.#clock.now(), state: 'queued' };
    if (this.#sender.isTooLarge(entry)) throw new Refusal('too-long');
    if (isFull(this.#onDisk(), body)) throw new Refusal('full');
    return /** @type {entryStore.Entry} */ (await this.#adopt(entry, () => store.put(entry)));
  }

  /**
   * Tries a refused entry once more: as a new intention, with a new id.
   * @param {string} id
   * @returns {Promise<entryStore.Entry | null>} null: it is not there any more
   */
  async retry(id) {
    const old = this.#refusedItem(id);
    if (!old) return null;
    const { code: _code, detail: _detail, ordinal: _ordinal, ...rest } = old.kept;
    /** @type {entryStore.StoredEntry} */
    const entry = { ...rest, id: uuid(), tab: this.#options.locks.id, at: this.#clock.now(), state: 'queued' };
    return this.#adopt(entry, async () => {
      const kept = await this.#options.store.replace(id, entry);
      this.#items.drop(old);
      return kept;
    });
  }

  /**
   * @param {string} id  of a refused entry
   * @returns {Promise<string | null>} its body; null: it is not there any more
   */
  async discard(id) {
    const item = this.#refusedItem(id);
    if (!item) return null;
    await this.#options.store.remove(id);
    this.#items.drop(item);
    return item.kept.body;
  }

  /** The server has welcomed us as this very person. @param {frames.Limits} limits */
  linkUp(limits) {
    this.#tabs.linkHoped(true);
    this.#tabs.refresh();
    this.#sender.linkUp(limits);
  }

  linkDown() {
    this.#sender.linkDown();
  }

  /** There will be no link by itself. */
  linkOver() {
    this.#tabs.linkHoped(false);
  }

  /** The link takes more again. */
  drained() {
    this.#sender.drained();
  }

  /** The page may stand still from now on: other tabs send what is left. */
  away() {
    this.#tabs.away();
  }

  back() {
    this.#tabs.back();
  }

  /** The server closed because of a frame that was too large: the largest one out must be it. */
  frameWasTooLarge() {
    const out = this.#items.all.filter(isOut);
    if (!out.length) return;
    const size = (/** @type {items.Item} */ item) => frames.utf8Bytes(item.kept.body);
    const largest = out.reduce((a, b) => (size(b) > size(a) ? b : a));
    this.#refuse(largest, 'too-long', '');
  }

  /** @param {{ id: string, seq: number }} ack */
  acked({ id, seq }) {
    const item = this.#items.find(id);
    if (!item) return;
    this.#items.change(item, { seq });
    this.#settle(id);
    this.#sender.pump();
  }

  /** Our own event, or our message in a page: as good as the ack, and nothing left to show. @param {string} id */
  seen(id) {
    const item = this.#items.find(id);
    if (!item) return;
    if (item.seq === null) this.#settle(id);
    this.#items.drop(item);
    this.#sender.pump();
  }

  /**
   * The log of a room is applied up to `seq`: what was acknowledged up to there is shown by it.
   * @param {string} room @param {number} seq
   */
  passed(room, seq) {
    for (const item of this.#items.all) {
      if (item.kept.room === room && item.seq !== null && item.seq <= seq) this.#items.drop(item);
    }
  }

  /**
   * The log of a room is another one now, which ends at `seq`: what was acknowledged above that may be
   * lost with the old one. Sent again it is answered again, or kept after all.
   * @param {string} room @param {number} seq
   */
  rewound(room, seq) {
    const { store, failed } = this.#options;
    for (const item of this.#items.all) {
      if (item.kept.room !== room || item.seq === null || item.seq <= seq) continue;
      this.#items.change(item, { seq: null, sentAt: null, lost: true });
      store.put(item.kept).catch(failed);
    }
    this.#sender.pump();
  }

  /**
   * @param {frames.Refused} refused
   * @returns {boolean} Was it ours?
   */
  refused({ id, code, detail, retry_ms: retryMs }) {
    const item = this.#items.find(id);
    if (!item || item.seq !== null) return this.#tabs.wasAnswered(id);
    if (retryMs === undefined) this.#refuse(item, code, detail);
    else this.#items.change(item, { sentAt: null, lost: false, notBefore: this.#clock.now() + retryMs });
    this.#sender.pump();
    return true;
  }

  /** @param {string} id */
  #refusedItem(id) {
    const item = this.#items.find(id);
    return item?.kept.state === 'refused' ? item : undefined;
  }

  /**
   * @param {entryStore.StoredEntry} entry
   * @param {() => Promise<entryStore.StoredEntry | null>} write  null: there was nothing to write
   * @returns {Promise<entryStore.Entry | null>}
   */
  async #adopt(entry, write) {
    try {
      return await this.#tabs.writing(entry, async () => {
        const kept = await write();
        return kept && entryOf(this.#items.insert(kept));
      });
    } finally {
      this.#sender.pump();
    }
  }

  /** It is in the log: the disk may forget it. @param {string} id */
  #settle(id) {
    this.#tabs.answered(id);
    this.#options.store.remove(id).catch(this.#options.failed);
  }

  /** @param {items.Item} item @param {string} code @param {string} detail */
  #refuse(item, code, detail) {
    this.#items.change(item, { kept: { ...item.kept, state: 'refused', code, detail }, sentAt: null });
    this.#options.store.update(item.kept).catch(this.#options.failed);
  }

  /** What this person has on this browser's disk, or soon will. */
  #onDisk() {
    const kept = this.#items.all.filter(({ seq }) => seq === null).map((item) => item.kept);
    return [...kept, ...this.#tabs.beingWritten];
  }
}
