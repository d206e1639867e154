import * as entryStore from './entry-store.js';
import * as frames from './frames.js';
import { Presence } from './presence.js';
import { Timeline } from './timeline.js';

/** A room nobody opened keeps this many messages, so that busy rooms do not fill the memory. */
const KEPT_UNOPENED = 200;
/** Before any head is known. @type {frames.Position} */
const NOWHERE = { seq: 0, digest: '' };

/**
 * One room as the page sees it. The object stays the same, its fields and arrays are replaced.
 * The counts are the server's at its `head`, and what came after it counted on.
 */
export class Room {
  id;
  slug;
  name;
  kind = '';
  /** @type {string | undefined} */
  role;
  /** Furthest head we know of. @type {frames.Position} */
  head = NOWHERE;
  posts = 0;
  /** Read up to this seq. */
  read = 0;
  unread = 0;
  /** false: known from stored entries alone, the server has not spoken of it yet. */
  known = false;
  /** Why it is no longer ours; it stays only while entries of it are left. @type {string | undefined} */
  gone;
  /** Caught up. */
  live = false;
  /** Own entries that are not among the messages yet, in order. @type {readonly entryStore.Entry[]} */
  entries = [];
  /** Shown at some time: its messages are kept, and history is loaded. */
  opened = false;
  timeline = new Timeline();
  presence = new Presence();
  /** The server's last word. @type {frames.Descriptor | null} */
  #described = null;
  /** The read mark was moved where not all messages after it were here: count once they are. */
  #uncounted = false;
  #me;

  /**
   * @param {{ id: string, slug?: string, name?: string }} room
   * @param {string} me  person id: one's own posts are never unread
   */
  constructor({ id, slug = '', name = '' }, me) {
    this.id = id;
    this.slug = slug;
    this.name = name;
    this.#me = me;
  }

  get messages() {
    return this.timeline.messages;
  }

  /** Is there more above the first message? */
  get older() {
    return this.timeline.older;
  }

  /**
   * What the server says of the room, true at its `head`: we may be ahead of that, or behind.
   * @param {frames.Descriptor} descriptor
   */
  describe(descriptor) {
    const { slug, name, kind, role, head } = descriptor;
    Object.assign(this, { slug, name, kind, role, known: true, gone: undefined });
    this.#described = descriptor;
    this.#countFrom(descriptor);
    if (head.seq >= this.head.seq) this.head = head;
  }

  /**
   * @param {readonly frames.Event[]} events  the next of the log
   * @param {frames.Position} position  after them
   */
  apply(events, position) {
    for (const event of events) {
      if (event.kind === 'rename' && event.name) this.name = event.name;
      if (event.kind === 'post' && event.seq > this.head.seq) this.#count(event);
    }
    if (position.seq >= this.head.seq) this.head = position;
    this.timeline.apply(events);
    if (this.#uncounted) this.#recount();
    if (!this.opened) this.timeline.trim(KEPT_UNOPENED);
  }

  /** A page of the past. @param {frames.Past} page */
  load(page) {
    this.timeline.prepend(page);
    if (this.#uncounted) this.#recount();
  }

  /** What we held could not be continued. @param {frames.Past} past */
  reset(past) {
    this.head = past.head;
    this.timeline.replace(past);
    // A mark from beyond the end is of a history that is gone.
    const read = Math.min(this.read, past.head.seq);
    if (this.#described) this.#countFrom(this.#described);
    this.read = Math.min(this.read, read);
    this.markRead(read);
  }

  /** @param {number} seq  everything up to it has been read */
  markRead(seq) {
    if (seq <= this.read) return;
    this.read = seq;
    this.#uncounted = seq < this.head.seq;
    if (this.#uncounted) this.#recount();
    else this.unread = 0;
  }

  /** @param {string} code  why it is no longer ours */
  leave(code) {
    this.gone = code;
    this.role = undefined;
    this.live = false;
    this.opened = false;
    // If it is ours again, then perhaps with less than there was: a backup may have been restored.
    this.head = NOWHERE;
    this.timeline.clear();
    this.presence.clear();
  }

  /** @param {frames.Descriptor} descriptor */
  #countFrom({ head, posts, read, unread }) {
    this.read = read;
    this.#uncounted = false;
    const ahead = this.messages.filter((message) => message.seq > head.seq);
    this.posts = posts + ahead.length;
    this.unread = unread + ahead.filter((message) => this.#isNews(message)).length;
  }

  /** @param {frames.Event} post */
  #count(post) {
    this.posts += 1;
    if (this.#isNews(post)) this.unread += 1;
  }

  /** Where all messages after the read mark are loaded, they can be counted. */
  #recount() {
    const { floor, reached } = this.timeline;
    this.#uncounted = floor === null || this.read < floor || reached < this.head.seq;
    if (this.#uncounted) return;
    this.unread = this.messages.filter((message) => this.#isNews(message)).length;
  }

  /** @param {{ seq: number, by: frames.Person }} post */
  #isNews({ seq, by }) {
    return seq > this.read && by.id !== this.#me;
  }
}
