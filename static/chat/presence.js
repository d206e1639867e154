import * as frames from './frames.js';

/** Who is in a room, as far as the server has said. Its fields are replaced, never changed. */
export class Presence {
  /** How many people; null: not known, for want of a connection. @type {number | null} */
  count = null;
  /** All of them; null: not known, or too many to be named. @type {readonly frames.Person[] | null} */
  people = null;

  /** @param {frames.PresenceNews} news */
  tell({ count, here, came, went }) {
    this.count = count;
    if (here) this.people = here;
    else if (!came && !went) this.people = null;
    else if (this.people) this.people = changed(this.people, came ?? [], went ?? []);
  }

  /** The link is gone, or the room. */
  clear() {
    this.count = null;
    this.people = null;
  }
}

/**
 * Who came may be there already, under an older name.
 * @param {readonly frames.Person[]} people @param {frames.Person[]} came @param {frames.Person[]} went
 */
function changed(people, came, went) {
  const not = new Set([...came, ...went].map(({ id }) => id));
  return [...people.filter(({ id }) => !not.has(id)), ...came];
}
