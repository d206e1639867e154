/** Each Enter becomes a message of its own, in order, however slowly this browser stores them. */
import { textAfter } from './drafts.js';

export class EnterQueue {
  #store;
  #stored;
  /** The first is being stored, the others wait for it. @type {{ roomId: string, body: string }[]} */
  #enters = [];

  /**
   * @param {(roomId: string, body: string) => Promise<boolean>} store false: it was refused, and that was said
   * @param {(roomId: string, body: string) => void} stored
   */
  constructor(store, stored) {
    this.#store = store;
    this.#stored = stored;
  }

  /**
   * What stands in a room's field behind what was entered already.
   * @param {string} roomId
   * @param {string} text
   */
  rest(roomId, text) {
    const entered = this.#enters.filter((enter) => enter.roomId === roomId);
    return textAfter(text, entered.map(({ body }) => body).join(''));
  }

  /**
   * @param {string} roomId
   * @param {string} body
   */
  add(roomId, body) {
    this.#enters.push({ roomId, body });
    if (this.#enters.length === 1) void this.#storeAll();
  }

  async #storeAll() {
    for (let next = this.#enters[0]; next; next = this.#enters[0]) {
      const { roomId, body } = next;
      if (await this.#store(roomId, body)) {
        this.#enters.shift();
        this.#stored(roomId, body);
      } else {
        // Nothing passes what was refused in its room: those texts are all still in the field.
        this.#enters = this.#enters.filter((enter) => enter.roomId !== roomId);
      }
    }
  }
}
