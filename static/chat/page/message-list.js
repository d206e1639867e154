/** The messages of the open room: shows them, fetches older ones, marks them read. */
import { byId } from './element.js';
import { notify } from './notices.js';
import { Redraw } from './redraw.js';
import { RowList } from './row-list.js';
import { Rows } from './rows.js';
import { Scroll } from './scroll.js';
import { fill, gettext, ngettext } from './text.js';

/** @typedef {import('../client.js').ChatClient} ChatClient */
/** @typedef {import('../client.js').Room} Room */
/** @typedef {import('./current.js').CurrentRoom} CurrentRoom */

export class MessageList {
  #box = byId('messages', HTMLElement);
  #list = byId('message-list', HTMLElement);
  #toEnd = byId('to-bottom', HTMLButtonElement);
  #announcer = byId('message-announcer', HTMLElement);
  #scroll = new Scroll(this.#box, /** @type {HTMLElement} */ (this.#list.parentElement));
  /** @type {ChatClient} */
  #client;
  /** @type {CurrentRoom} */
  #current;
  /** @type {RowList} */
  #rowList;
  #redraw = new Redraw(() => this.#draw());
  /** @type {Room | undefined} */
  #room;
  /** @type {Rows} */
  #rows;
  /** @type {number} the newest message that is in the list, by seq */
  #newest = 0;
  #loading = false;
  #failed = false;

  /**
   * @param {ChatClient} client
   * @param {CurrentRoom} current
   */
  constructor(client, current) {
    this.#client = client;
    this.#current = current;
    this.#rowList = new RowList(this.#list, client.me.id);
    this.#rows = new Rows(client.me, null);
    current.onChange(() => this.#changed());
    client.on('room', ({ room }) => room === this.#room && this.#redraw.request());
    client.on('connection', () => this.#redraw.request());
    this.#box.addEventListener('scroll', () => this.#scrolled(), { passive: true });
    document.addEventListener('visibilitychange', () => this.#scrolled());
    this.#toEnd.addEventListener('click', () => this.#scroll.toEnd());
    byId('older-load', HTMLElement).addEventListener('click', () => void this.#load());
    this.#list.addEventListener('click', (event) => this.#clicked(event));
  }

  /** To the newest message, where one's own will appear. */
  toEnd() {
    this.#scroll.toEnd();
  }

  #changed() {
    const { room } = this.#current;
    if (room !== this.#room) this.#begin(room);
    this.#redraw.request();
  }

  /** @param {Room | undefined} room */
  #begin(room) {
    this.#room = room;
    this.#rows = new Rows(this.#client.me, room && room.unread > 0 ? room.read : null);
    this.#newest = 0;
    this.#loading = this.#failed = false;
    this.#rowList.clear();
    this.#announcer.textContent = '';
    this.#scroll.toEnd();
    if (room && !room.gone) void this.#load(() => this.#client.open(room.id));
  }

  #draw() {
    const rows = this.#room ? this.#rows.of(this.#room) : [];
    this.#scroll.keep(() => this.#rowList.show(rows));
    this.#showEdges(rows.length === 0);
    this.#announceNews();
    this.#scrolled();
  }

  /**
   * Above the first message: more, or the beginning of the room. In place of all: why there is none.
   * @param {boolean} empty
   */
  #showEdges(empty) {
    const room = this.#room;
    const more = room?.older === true;
    const online = this.#client.connection.state === 'online';
    show('older', !empty && more);
    show('older-load', !this.#loading);
    show('older-loading', this.#loading && online);
    show('older-waiting', this.#loading && !online);
    show('beginning', !empty && room?.older === false);
    show('messages-empty', empty && room?.older === false);
    show('messages-loading', empty && more && online);
    show('messages-waiting', empty && more && !online);
  }

  #showToEnd() {
    const unread = this.#room?.unread ?? 0;
    this.#toEnd.hidden = this.#scroll.atEnd || !this.#room;
    this.#toEnd.classList.toggle('with-news', unread > 0);
    byId('to-bottom-text', HTMLElement).textContent = unread > 0
      ? fill(ngettext('%(count)s new message', '%(count)s new messages', unread), { count: unread })
      : gettext('To the newest');
  }

  /** See what is in view; not while it is about to change, for then the drawing looks again. */
  #scrolled() {
    if (this.#redraw.due) return;
    const room = this.#room;
    const wanted = room?.messages.length && room.older && this.#scroll.nearStart;
    if (wanted && !this.#failed) void this.#load();
    this.#showToEnd();
    this.#markRead();
  }

  /** Fetch a page; until it is here, no other. */
  async #load(fetchPage = () => this.#client.older(this.#room?.id ?? '')) {
    const room = this.#room;
    if (this.#loading || !room) return;
    this.#loading = true;
    this.#failed = false;
    try {
      await fetchPage();
    } catch {
      // The button stays, for the person to try again.
      this.#failed = true;
    }
    if (room !== this.#room) return;
    this.#loading = false;
    this.#redraw.request();
  }

  #markRead() {
    const room = this.#room;
    if (!room || !this.#newest || document.visibilityState !== 'visible' || !this.#scroll.atEnd) return;
    this.#client.markRead(room.id, this.#newest);
  }

  /** Say what others have just written to who listens instead of looking. */
  #announceNews() {
    const messages = this.#room?.messages ?? [];
    const last = messages.at(-1);
    if (!last || last.seq === this.#newest) return;
    if (this.#newest > 0) {
      const mine = this.#client.me.id;
      const news = messages.filter(({ seq, by }) => seq > this.#newest && by.id !== mine);
      this.#announcer.textContent = news.map(({ by, body }) => `${by.name}: ${body}`).join('\n');
    }
    this.#newest = last.seq;
  }

  /** @param {Event} event */
  #clicked(event) {
    const target = /** @type {Element} */ (event.target);
    const id = target.closest('[data-id]')?.getAttribute('data-id');
    if (!id) return;
    if (target.closest('.retry')) this.#decide(this.#client.retry(id));
    if (target.closest('.discard')) this.#decide(this.#client.discard(id));
  }

  /** @param {Promise<unknown>} decision about an entry whose buttons vanish with it */
  #decide(decision) {
    decision.then(
      () => this.#box.focus(),
      () => notify(gettext('This browser could not store that. Try again.')),
    );
  }
}

/**
 * @param {string} id
 * @param {boolean} visible
 */
function show(id, visible) {
  byId(id, HTMLElement).hidden = !visible;
}
