/** What others wrote in this browser and could not send: shown, never sent, and discarded if one likes. */
import { byId, part, piece } from './element.js';
import { notify } from './notices.js';
import { fill, gettext, ngettext } from './text.js';

/** @typedef {import('../entry-store.js').EntryStore} EntryStore */
/** @typedef {import('../entry-store.js').StoredEntry} StoredEntry */

export class LeftBehind {
  #box = byId('left-behind', HTMLElement);
  #count = byId('left-behind-count', HTMLElement);
  #list = byId('left-behind-list', HTMLElement);
  #field = byId('composer-text', HTMLElement);
  /** @type {EntryStore} */
  #store;
  /** @type {string} */
  #me;
  /** What is in the list: drawn anew it would lose the focus, whatever another tab wrote. */
  #shown = '';

  /**
   * @param {EntryStore} store
   * @param {string} personId whose page this is
   */
  constructor(store, personId) {
    this.#store = store;
    this.#me = personId;
    store.onChange(() => void this.#show());
    void this.#show();
  }

  async #show() {
    const entries = await this.#read();
    const shown = entries.map(({ id }) => id).join();
    if (shown === this.#shown) return;
    this.#shown = shown;
    const count = entries.length;
    this.#box.hidden = count === 0;
    this.#count.textContent = fill(
      ngettext('%(count)s unsent message of somebody else', '%(count)s unsent messages of others', count),
      { count },
    );
    this.#list.replaceChildren(...entries.map((entry) => this.#item(entry)));
  }

  /** Nothing where this browser stores nothing: the outbox says so, once is enough. */
  #read() {
    return this.#store.others(this.#me).catch(() => /** @type {StoredEntry[]} */ ([]));
  }

  /** @param {StoredEntry} entry */
  #item(entry) {
    const { id, body } = entry;
    const item = piece('left-behind-piece');
    part(item, '.left-behind-whose', HTMLElement).textContent = whoseText(entry);
    part(item, '.left-behind-text', HTMLElement).textContent = body;
    part(item, 'button', HTMLButtonElement).addEventListener('click', () => void this.#discard(id));
    return item;
  }

  /** @param {string} id */
  async #discard(id) {
    try {
      await this.#store.remove(id);
    } catch {
      notify(gettext('This browser could not store that. Try again.'));
      return;
    }
    await this.#show();
    this.#refocus();
  }

  /** The button went with what it discarded, and the last one took the whole box. */
  #refocus() {
    if (!this.#box.hidden) this.#count.focus();
    // On a touch screen this would open the keyboard.
    else if (matchMedia('(pointer: fine)').matches) this.#field.focus();
  }
}

/**
 * Who can still send it. Guests may have made an account of themselves since, accounts may be gone.
 * @param {StoredEntry} entry
 */
function whoseText({ author, guest, name }) {
  const format = guest
    ? gettext('Written as %(author)s in %(room)s, as a guest. Guests who are logged out cannot come back: nobody can send it, unless %(author)s has made an account and logs in here.')
    : gettext('Written as %(author)s in %(room)s. Only %(author)s can send it, by logging in here; if that account is deleted, nobody can.');
  return fill(format, { author, room: name });
}
