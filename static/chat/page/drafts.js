/**
 * What was begun in each room, kept across reloads and crashes. By person: nobody finds what somebody
 * else began. Two tabs with the same room have a text each; a page loaded after that finds the newer.
 */
import { browserStorage } from '../storage.js';

const PREFIX = 'lifeline-draft/';

export class Drafts {
  #person;
  #storage;
  /** @type {Map<string, string>} by room id, as this tab has it */
  #drafts = new Map();

  /**
   * @param {string} personId whoever else had begun something in this browser has left it
   * @param {Storage | null} [storage] null: drafts last as long as the page
   */
  constructor(personId, storage = browserStorage()) {
    this.#person = `${PREFIX}${personId}/`;
    this.#storage = storage;
    forget(storage, (key) => !key.startsWith(this.#person));
  }

  /**
   * @param {string} roomId
   * @returns {string} empty if nothing was begun
   */
  of(roomId) {
    const text = this.#drafts.get(roomId) ?? this.#storage?.getItem(this.#person + roomId) ?? '';
    this.#drafts.set(roomId, text);
    return text;
  }

  /**
   * @param {string} roomId
   * @param {string} text empty: there is no draft any more
   */
  keep(roomId, text) {
    const before = this.of(roomId);
    // Nothing typed here: another tab may have sent it meanwhile.
    if (text === before) return;
    this.#drafts.set(roomId, text);
    const key = this.#person + roomId;
    if (text) write(this.#storage, key, text);
    // What another tab began since then is not ours to remove.
    else if (this.#storage?.getItem(key) === before) this.#storage.removeItem(key);
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

/** At log-out: whoever comes next finds nothing. */
export function forgetDrafts() {
  forget(browserStorage(), () => true);
}

/**
 * What was typed after `body` was sent; all of it, if `body` has been changed since.
 * @param {string} text
 * @param {string} body
 */
export function textAfter(text, body) {
  return text.startsWith(body) ? text.slice(body.length) : text;
}

/**
 * @param {Storage | null} storage
 * @param {(key: string) => boolean} unwanted asked of the drafts alone
 */
function forget(storage, unwanted) {
  const keys = Array.from({ length: storage?.length ?? 0 }, (_, index) => storage?.key(index) ?? '');
  for (const key of keys) {
    if (key.startsWith(PREFIX) && unwanted(key)) storage?.removeItem(key);
  }
}

/**
 * @param {Storage | null} storage
 * @param {string} key
 * @param {string} text
 */
function write(storage, key, text) {
  try {
    storage?.setItem(key, text);
  } catch {
    // No space: the draft is in the field, and Enter says whether the message can be kept.
  }
}
