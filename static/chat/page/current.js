/** Which room is open. The address, and Back and Forward, follow it. */
import { locale } from './text.js';

/** @typedef {import('../client.js').ChatClient} ChatClient */
/** @typedef {import('../room.js').Room} Room */
/** @typedef {{ id: string, slug: string, name: string, removed: boolean }} Visited a public room one is not in, or was put out of */

export class CurrentRoom {
  /** @type {ChatClient} */
  #client;
  /** @type {string | null} the address's room; null until there is one */
  #slug;
  /** @type {Visited | null} */
  #visited;
  /** @type {Set<() => void>} */
  #listeners = new Set();

  /**
   * @param {ChatClient} client
   * @param {{ room: string | null, visited: Visited | null }} config
   */
  constructor(client, { room, visited }) {
    this.#client = client;
    this.#slug = room;
    this.#visited = visited;
    client.on('rooms', () => this.#settle());
    window.addEventListener('popstate', () => this.#show(slugOf(location.pathname)));
  }

  /** The open room; undefined if it is not one of mine. */
  get room() {
    return this.all.find((room) => room.slug === this.#slug);
  }

  /** The public room the address names, as long as one is not in it. */
  get visited() {
    return this.room || this.#visited?.slug !== this.#slug ? null : this.#visited;
  }

  /** My rooms by name; those I lost too, as long as something I wrote waits in them. */
  get all() {
    return [...this.#client.rooms.values()].sort(byName);
  }

  /**
   * Call `fn` whenever another room is open, or the open one came or went.
   * @param {() => void} fn
   */
  onChange(fn) {
    this.#listeners.add(fn);
  }

  /** @param {string} slug */
  open(slug) {
    if (slug !== this.#slug) history.pushState(null, '', addressOf(slug));
    this.#show(slug);
  }

  /** @param {string} path as `addressOf` makes it */
  openAddress(path) {
    const slug = slugOf(path);
    if (slug !== null) this.open(slug);
  }

  /** Open some room, if none of mine is open: the first. */
  #settle() {
    const [first] = this.all;
    // Who has come in is no visitor any more, and after leaving goes elsewhere.
    if (this.room) this.#visited = null;
    if (first && !this.room && !this.visited) {
      history.replaceState(null, '', addressOf(first.slug));
      this.#slug = first.slug;
    }
    this.#tell();
  }

  /** @param {string | null} slug */
  #show(slug) {
    this.#slug = slug;
    this.#settle();
  }

  #tell() {
    for (const listener of this.#listeners) listener();
  }
}

/**
 * @param {{ name: string }} a
 * @param {{ name: string }} b
 */
function byName(a, b) {
  return a.name.localeCompare(b.name, locale);
}

/**
 * @param {string} slug
 * @returns {string}
 */
export function addressOf(slug) {
  return `/chat/${encodeURIComponent(slug)}/`;
}

/** @param {string} path */
function slugOf(path) {
  const match = /^\/chat\/([^/]+)\/$/.exec(path);
  return match ? decodeURIComponent(/** @type {string} */ (match[1])) : null;
}
