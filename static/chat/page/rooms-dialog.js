/** Find a room to join, or create one. */
import { byId, part, piece } from './element.js';
import { request } from './http.js';
import { closeSidebar } from './sidebar.js';
import { gettext } from './text.js';

/** @typedef {import('../client.js').ChatClient} ChatClient */
/** @typedef {import('../client.js').Room} Room */
/** @typedef {import('./current.js').CurrentRoom} CurrentRoom */

export class RoomsDialog {
  #dialog = byId('rooms-dialog', HTMLDialogElement);
  #list = byId('public-list', HTMLElement);
  #state = byId('public-state', HTMLElement);
  #form = byId('create-form', HTMLFormElement);
  #name = byId('create-name', HTMLInputElement);
  #error = byId('create-error', HTMLElement);
  /** @type {ChatClient} */
  #client;
  /** @type {CurrentRoom} */
  #current;

  /**
   * @param {ChatClient} client
   * @param {CurrentRoom} current
   */
  constructor(client, current) {
    this.#client = client;
    this.#current = current;
    byId('rooms-open', HTMLElement).addEventListener('click', () => this.#open());
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#create();
    });
  }

  #open() {
    this.#error.textContent = '';
    this.#list.replaceChildren();
    this.#state.textContent = gettext('Looking for rooms…');
    this.#dialog.showModal();
    void this.#find();
  }

  async #find() {
    await this.#tell(this.#state, async () => {
      const rooms = await this.#fetch();
      const open = rooms.filter((room) => room.role === undefined);
      this.#list.replaceChildren(...open.map((room) => this.#item(room)));
      this.#state.textContent = open.length ? '' : gettext('You are in all public rooms.');
    });
  }

  /** @param {Room} room */
  #item(room) {
    const item = piece('public-piece');
    const button = part(item, 'button', HTMLButtonElement);
    const name = part(item, '.public-name', HTMLElement);
    name.textContent = room.name;
    name.id = `public-${room.id}`;
    button.setAttribute('aria-describedby', name.id);
    button.addEventListener('click', () => void this.#tell(this.#state, async () => {
      this.#client.seed([await request('POST', `/chat/rooms/${room.id}/join/`)]);
      this.#enter(room.slug);
    }));
    return item;
  }

  async #create() {
    const kind = new FormData(this.#form).get('kind');
    await this.#tell(this.#error, async () => {
      const made = await request('POST', '/chat/rooms/', { name: this.#name.value, kind });
      await this.#fetch();
      this.#form.reset();
      this.#enter(made.slug);
    });
  }

  /**
   * All rooms; mine become known to the client, whether the socket is up or not.
   * @returns {Promise<Room[]>}
   */
  async #fetch() {
    const { rooms } = await request('GET', '/chat/rooms/');
    this.#client.seed(rooms.filter((/** @type {Room} */ room) => room.role !== undefined));
    return rooms;
  }

  /** @param {string} slug */
  #enter(slug) {
    this.#dialog.close();
    closeSidebar();
    this.#current.open(slug);
  }

  /**
   * Do it; if it fails, say why there.
   * @param {HTMLElement} where
   * @param {() => Promise<void>} what
   */
  async #tell(where, what) {
    try {
      await what();
    } catch (error) {
      where.textContent = /** @type {Error} */ (error).message;
    }
  }
}
