/** What was begun in each room, and is not in the field now. */
export class Drafts {
  /** @type {Map<string, string>} by room id */
  #drafts = new Map();

  /**
   * @param {string} roomId
   * @returns {string} empty if nothing was begun
   */
  of(roomId) {
    return this.#drafts.get(roomId) ?? '';
  }

  /**
   * @param {string} roomId
   * @param {string} text
   */
  keep(roomId, text) {
    this.#drafts.set(roomId, text);
  }

  /**
   * What was in the field when Enter was pressed is stored by now.
   * @param {string} roomId
   * @param {string} body
   */
  take(roomId, body) {
    this.keep(roomId, textAfter(this.of(roomId), body));
  }
}

/**
 * What was typed after `body` was sent; all of it, if `body` has been changed since.
 * @param {string} text
 * @param {string} body
 */
export function textAfter(text, body) {
  return text.startsWith(body) ? text.slice(body.length) : text;
}
