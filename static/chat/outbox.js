import * as time from '../lifeline/clock.js';
import * as stored from './entry-store.js';
import { DEFAULT_LIMITS, utf8Bytes } from './frames.js';
import * as wire from './frames.js';
import * as items from './item.js';
import { entryOf, isOut, postOf } from './item.js';
import { planPosts } from './post-plan.js';
import { Refusal } from './refusal.js';
import { uuid } from './uuid.js';

/**
 * @typedef {object} OutboxOptions
 * @property {string} person  id
 * @property {stored.EntryStore} store
 * @property {time.Clock} clock
 * @property {() => number} resendMs  A post without an answer for so long is sent again.
 * @property {(frame: object) => boolean} send  false: no link
 * @property {(entry: stored.StoredEntry) => void} changed  the entries of its room changed
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
  #timer;
  /** In the order of typing. @type {items.Item[]} */
  #items = [];
  /** Ids that were answered: another tab's view of the store may be older than that. @type {Set<string>} */
  #answered = new Set();
  /** Ids on their way to the disk. @type {Set<string>} */
  #writing = new Set();
  #limits = DEFAULT_LIMITS;
  #up = false;
  /** @type {Promise<void> | null} */
  #refreshing = null;

  /** @param {OutboxOptions} options */
  constructor(options) {
    this.#options = options;
    this.#clock = options.clock;
    this.#timer = new time.Timer(options.clock, () => this.#pump());
  }

  /** Reads what earlier pages of this person left, and sends it when the link is up. */
  async load() {
    this.#options.store.onChange(() => this.#refresh());
    const reading = this.#read(0);
    // Later readings wait for this one, and do not fail because it did.
    this.#refreshing = reading.catch(() => {});
    await reading;
  }

  /**
   * @param {string} room
   * @returns {readonly stored.Entry[]} in order
   */
  of(room) {
    return this.#items.filter((item) => item.kept.room === room).map(entryOf);
  }

  /**
   * @param {{ id: string, slug: string, name: string }} room
   * @param {string} body
   * @returns {Promise<stored.Entry>} once it is on disk
   * @throws {Refusal} too-long: its frame is above the limit; nothing was kept
   */
  async add({ id: room, slug, name }, body) {
    const { person, store } = this.#options;
    /** @type {stored.StoredEntry} */
    const entry = { id: uuid(), person, room, slug, name, body, at: this.#clock.now(), state: 'queued' };
    if (this.#tooLarge(entry)) throw new Refusal('too-long');
    return /** @type {stored.Entry} */ (await this.#adopt(entry, () => store.put(entry)));
  }

  /**
   * Tries a refused entry once more: as a new intention, with a new id.
   * @param {string} id
   * @returns {Promise<stored.Entry | null>} null: it is not there any more
   */
  async retry(id) {
    const old = this.#refusedItem(id);
    if (!old) return null;
    const { code: _code, detail: _detail, ordinal: _ordinal, ...rest } = old.kept;
    /** @type {stored.StoredEntry} */
    const entry = { ...rest, id: uuid(), at: this.#clock.now(), state: 'queued' };
    return this.#adopt(entry, async () => {
      const kept = await this.#options.store.replace(id, entry);
      this.#drop(old);
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
    this.#drop(item);
    return item.kept.body;
  }

  /** The server has welcomed us as this very person. @param {wire.Limits} limits */
  linkUp(limits) {
    this.#limits = limits;
    this.#up = true;
    this.#refresh();
    this.#pump();
  }

  linkDown() {
    this.#up = false;
    this.#timer.stop();
    for (const item of this.#items) {
      if (item.sentAt === null) continue;
      item.sentAt = null;
      this.#options.changed(item.kept);
    }
  }

  /** The server closed because of a frame that was too large: the largest one out must be it. */
  frameWasTooLarge() {
    const out = this.#items.filter(isOut);
    if (!out.length) return;
    const size = (/** @type {items.Item} */ item) => utf8Bytes(item.kept.body);
    const largest = out.reduce((a, b) => (size(b) > size(a) ? b : a));
    this.#refuse(largest, 'too-long', '');
  }

  /** @param {{ id: string, seq: number }} ack */
  acked({ id, seq }) {
    const item = this.#find(id);
    if (!item) return;
    item.seq = seq;
    this.#settle(id);
    this.#pump();
  }

  /** Our own event, or our message in a page: as good as the ack, and nothing left to show. @param {string} id */
  seen(id) {
    const item = this.#find(id);
    if (!item) return;
    if (item.seq === null) this.#settle(id);
    this.#drop(item);
    this.#pump();
  }

  /**
   * The log of a room is applied up to `seq`: what was acknowledged up to there is shown by it.
   * @param {string} room @param {number} seq
   */
  passed(room, seq) {
    for (const item of [...this.#items]) {
      if (item.kept.room === room && item.seq !== null && item.seq <= seq) this.#drop(item);
    }
  }

  /**
   * @param {wire.Refused} refused
   * @returns {boolean} Was it ours?
   */
  refused({ id, code, detail, retry_ms: retryMs }) {
    const item = this.#find(id);
    if (!item || item.seq !== null) return this.#answered.has(id);
    if (retryMs === undefined) this.#refuse(item, code, detail);
    else Object.assign(item, { sentAt: null, notBefore: this.#clock.now() + retryMs });
    this.#options.changed(item.kept);
    this.#pump();
    return true;
  }

  /** @param {string} id */
  #find(id) {
    return this.#items.find((item) => item.kept.id === id);
  }

  /** @param {string} id */
  #refusedItem(id) {
    const item = this.#find(id);
    return item?.kept.state === 'refused' ? item : undefined;
  }

  /**
   * @param {stored.StoredEntry} entry
   * @param {() => Promise<stored.StoredEntry | null>} write  null: there was nothing to write
   * @returns {Promise<stored.Entry | null>}
   */
  async #adopt({ id }, write) {
    this.#writing.add(id);
    try {
      const kept = await write();
      return kept && entryOf(this.#insert(kept, 0));
    } finally {
      this.#writing.delete(id);
      this.#pump();
    }
  }

  /**
   * @param {stored.StoredEntry} kept @param {number} foreignUntil
   * @returns {items.Item}
   */
  #insert(kept, foreignUntil) {
    const item = { kept, sentAt: null, notBefore: 0, foreignUntil, seq: null };
    this.#items.push(item);
    this.#items.sort((a, b) => Number(a.kept.ordinal) - Number(b.kept.ordinal));
    this.#options.changed(kept);
    return item;
  }

  /** @param {items.Item} item  not shown any more */
  #drop(item) {
    this.#items = this.#items.filter((other) => other !== item);
    this.#options.changed(item.kept);
  }

  /** It is in the log: the disk may forget it. @param {string} id */
  #settle(id) {
    this.#answered.add(id);
    this.#options.store.remove(id).catch(this.#options.failed);
  }

  /** @param {items.Item} item @param {string} code @param {string} detail */
  #refuse(item, code, detail) {
    item.kept = { ...item.kept, state: 'refused', code, detail };
    item.sentAt = null;
    this.#options.store.update(item.kept).catch(this.#options.failed);
    this.#options.changed(item.kept);
  }

  /** @param {stored.StoredEntry} entry */
  #tooLarge(entry) {
    return utf8Bytes(JSON.stringify(postOf(entry, entry.id))) > this.#limits.frame_bytes;
  }

  /** Sends what is due, and sets the timer for what will be. */
  #pump() {
    if (!this.#up) return;
    for (const item of this.#items) {
      if (item.kept.state === 'queued' && this.#tooLarge(item.kept)) this.#refuse(item, 'too-long', '');
    }
    const now = this.#clock.now();
    const { posts, ripe } = planPosts(this.#items, { now, resendMs: this.#options.resendMs() });
    for (const { item, prior } of posts) this.#post(item, prior);
    if (ripe) this.#takeOver();
    const { waitMs } = planPosts(this.#items, { now, resendMs: this.#options.resendMs() });
    if (waitMs < Infinity) this.#timer.start(waitMs);
    else this.#timer.stop();
  }

  /** @param {items.Item} item @param {string | undefined} prior */
  #post(item, prior) {
    if (!this.#options.send(postOf(item.kept, prior))) return;
    const again = item.sentAt !== null;
    item.sentAt = this.#clock.now();
    if (!again) this.#options.changed(item.kept);
  }

  /** What other tabs wrote, and what they are done with. */
  #refresh() {
    const previous = this.#refreshing ?? Promise.resolve();
    const next = previous.then(() => this.#read(this.#clock.now() + this.#options.resendMs()));
    this.#refreshing = next.catch(this.#options.failed);
    return this.#refreshing;
  }

  /** Foreign entries that were due: those the store still has were left behind. */
  async #takeOver() {
    const now = this.#clock.now();
    const ripe = this.#items.filter((item) => item.foreignUntil && item.foreignUntil <= now);
    for (const item of ripe) item.foreignUntil = now + this.#options.resendMs();
    await this.#refresh();
    for (const item of ripe) item.foreignUntil = 0;
    this.#pump();
  }

  /**
   * Brings the items in line with the store. What was here when the reading began and is not there
   * another tab is done with. Our own stay until the server has spoken: to send once too often costs
   * nothing, and where somebody emptied the store, they are all there is.
   * @param {number} foreignUntil  for those we did not know
   */
  async #read(foreignUntil) {
    const before = new Set(this.#items);
    const entries = await this.#options.store.all(this.#options.person);
    const there = new Map(entries.map((entry) => [entry.id, entry]));
    for (const item of before) {
      const kept = there.get(item.kept.id);
      const theirs = item.foreignUntil > 0 || item.kept.state === 'refused';
      if (!kept && theirs && item.seq === null) this.#drop(item);
      else if (kept?.state === 'refused' && item.seq === null) this.#follow(item, kept);
    }
    for (const entry of entries) {
      const known = this.#find(entry.id) || this.#writing.has(entry.id) || this.#answered.has(entry.id);
      if (!known) this.#insert(entry, foreignUntil);
    }
    this.#pump();
  }

  /** Another tab was refused. @param {items.Item} item @param {stored.StoredEntry} kept */
  #follow(item, kept) {
    if (item.kept.state === 'refused') return;
    Object.assign(item, { kept, sentAt: null });
    this.#options.changed(kept);
  }
}
