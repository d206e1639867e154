/** Who is in the open room: how many always, the names on request. */
import { showAvatar } from './avatar.js';
import { byId, part, piece } from './element.js';
import { closeElsewhere } from './popover.js';
import { Redraw } from './redraw.js';
import { fill, gettext, locale, ngettext } from './text.js';

/** @typedef {import('../client.js').ChatClient} ChatClient */
/** @typedef {import('./current.js').CurrentRoom} CurrentRoom */
/** @typedef {{ id: string, name: string }} Person */

export class PeopleHere {
  #details = byId('people', HTMLDetailsElement);
  #count = byId('people-count', HTMLElement);
  #words = byId('people-words', HTMLElement);
  #list = byId('people-list', HTMLElement);
  #many = byId('people-many', HTMLElement);
  #redraw = new Redraw(() => this.#draw());
  /** Whom the list shows. @type {readonly Person[] | null} */
  #listed = null;
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
    client.on('moment', ({ room }) => {
      if (room === current.room?.id) this.#redraw.request();
    });
    client.on('connection', () => this.#redraw.request());
    current.onChange(() => this.#redraw.request());
    this.#details.addEventListener('toggle', () => this.#draw());
    closeElsewhere(this.#details);
  }

  #draw() {
    const { count, people } = this.#current.room?.presence ?? { count: null, people: null };
    this.#details.hidden = count === null;
    if (count === null) return;
    this.#count.textContent = count.toLocaleString(locale);
    this.#words.textContent = hereText(count);
    this.#many.hidden = people !== null;
    if (this.#details.open) this.#show(people);
  }

  /** @param {readonly Person[] | null} people */
  #show(people) {
    if (people === this.#listed) return;
    this.#listed = people;
    const { me } = this.#client;
    this.#list.replaceChildren(...inOrder(people ?? [], me.id).map((person) => item(person, me.id)));
  }
}

/** @param {number} count @returns {string} */
export function hereText(count) {
  return fill(ngettext('%(count)s person here', '%(count)s people here', count), { count: count.toLocaleString(locale) });
}

/**
 * Oneself first, then by name.
 * @param {readonly Person[]} people @param {string} myId
 */
export function inOrder(people, myId) {
  const mine = (/** @type {Person} */ { id }) => Number(id === myId);
  return [...people].sort((a, b) => mine(b) - mine(a) || a.name.localeCompare(b.name, locale));
}

/** @param {Person} person @param {string} myId */
function item(person, myId) {
  const element = piece('person-piece');
  showAvatar(part(element, '.avatar', HTMLElement), person);
  part(element, '.person-name', HTMLElement).textContent = person.name;
  if (person.id === myId) part(element, '.person-you', HTMLElement).textContent = gettext('you');
  return element;
}
