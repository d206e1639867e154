/** The name of the open room, and the way out of it; or the way in, for a visitor. */
import { byId } from './element.js';
import { request } from './http.js';
import { notify } from './notices.js';
import { fill, gettext } from './text.js';

/** @typedef {import('../client.js').ChatClient} ChatClient */
/** @typedef {import('./current.js').CurrentRoom} CurrentRoom */

export class RoomHeader {
  #name = byId('room-name', HTMLElement);
  #kind = byId('room-kind', HTMLElement);
  #leave = byId('leave-open', HTMLButtonElement);
  #dialog = byId('leave-dialog', HTMLDialogElement);
  #visit = byId('visit', HTMLElement);
  #join = byId('visit-join', HTMLButtonElement);
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
    this.#leave.addEventListener('click', () => this.#ask());
    this.#dialog.addEventListener('close', () => this.#answered());
    this.#join.addEventListener('click', () => void this.#enter());
    current.onChange(() => this.#show());
  }

  #show() {
    const { room, visited } = this.#current;
    this.#name.textContent = room?.name ?? visited?.name ?? gettext('No room');
    this.#kind.hidden = room?.kind !== 'private';
    this.#leave.hidden = !room?.known || room.gone !== undefined;
    this.#visit.hidden = visited === null;
    const removed = visited?.removed === true;
    byId('visit-removed', HTMLElement).hidden = !removed;
    byId('visit-words', HTMLElement).hidden = this.#join.hidden = removed;
  }

  #ask() {
    const { room } = this.#current;
    if (!room) return;
    byId('leave-text', HTMLElement).textContent = room.kind === 'private'
      ? fill(gettext('%(room)s is private: once out, you cannot come back by yourself.'), { room: room.name })
      : fill(gettext('You can join %(room)s again whenever you like.'), { room: room.name });
    this.#dialog.returnValue = '';
    this.#dialog.showModal();
  }

  #answered() {
    const { room } = this.#current;
    if (this.#dialog.returnValue !== 'leave' || !room) return;
    request('POST', `/chat/rooms/${room.id}/leave/`).catch((error) => notify(error.message));
  }

  async #enter() {
    const { visited } = this.#current;
    if (!visited) return;
    try {
      this.#client.seed([await request('POST', `/chat/rooms/${visited.id}/join/`)]);
    } catch (error) {
      notify(/** @type {Error} */ (error).message);
    }
  }
}
