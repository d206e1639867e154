/** My rooms, with what is unread in each. On a narrow screen they slide in from the side. */
import { addressOf } from './current.js';
import { byId, part, piece } from './element.js';
import { fill, ngettext } from './text.js';

/** @typedef {import('../client.js').ChatClient} ChatClient */
/** @typedef {import('../client.js').Room} Room */
/** @typedef {import('./current.js').CurrentRoom} CurrentRoom */

// Past this the exact number tells nobody anything.
const MOST_SHOWN = 99;

export class RoomList {
  #list = byId('room-list', HTMLElement);
  /** @type {CurrentRoom} */
  #current;
  /** @type {Map<string, HTMLElement>} */
  #items = new Map();

  /**
   * @param {ChatClient} client
   * @param {CurrentRoom} current
   */
  constructor(client, current) {
    this.#current = current;
    current.onChange(() => this.#show());
    client.on('room', () => this.#show());
    this.#list.addEventListener('click', (event) => this.#clicked(event));
  }

  #show() {
    const rooms = this.#current.all;
    this.#items = new Map(rooms.map((room) => [room.id, this.#items.get(room.id) ?? itemFor(room)]));
    const items = [...this.#items.values()];
    const same = items.length === this.#list.children.length
      && items.every((item, index) => item === this.#list.children[index]);
    if (!same) this.#list.replaceChildren(...items);
    for (const room of rooms) this.#update(room);
    byId('room-list-empty', HTMLElement).hidden = rooms.length > 0;
    this.#showTotals(rooms);
  }

  /** @param {Room} room */
  #update(room) {
    const item = /** @type {HTMLElement} */ (this.#items.get(room.id));
    const link = part(item, 'a', HTMLAnchorElement);
    const badge = part(item, '.badge', HTMLElement);
    const open = room === this.#current.room;
    link.href = addressOf(room.slug);
    link.classList.toggle('gone', room.gone !== undefined);
    if (open) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
    part(item, '.room-list-name', HTMLElement).textContent = room.name;
    badge.hidden = room.unread === 0;
    badge.textContent = room.unread > MOST_SHOWN ? `${MOST_SHOWN}+` : String(room.unread);
    badge.setAttribute('aria-label', unreadText(room.unread));
  }

  /**
   * In the title, which is all one sees of a tab in the background; and where the list is hidden.
   * @param {Room[]} rooms
   */
  #showTotals(rooms) {
    const total = rooms.reduce((sum, room) => sum + room.unread, 0);
    const here = this.#current.room;
    const name = here?.name ?? this.#current.visited?.name;
    document.title = `${total > 0 ? `(${total}) ` : ''}${name ? `${name} – ` : ''}Lifeline`;
    byId('elsewhere-unread', HTMLElement).hidden = total - (here?.unread ?? 0) === 0;
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const link = /** @type {Element} */ (event.target).closest('a');
    // With these keys people ask the browser for a tab or window of its own.
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    this.#current.openAddress(link.pathname);
  }
}

/** @param {Room} room */
function itemFor(room) {
  const item = piece('room-piece');
  item.dataset['room'] = room.id;
  return item;
}

/** @param {number} count */
function unreadText(count) {
  return fill(ngettext('%(count)s unread message', '%(count)s unread messages', count), { count });
}
