import { element } from './element.js';

const MOST = 200;

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 1, hourCycle: 'h23' });

/** The newest first, each with its time; the oldest go. */
export class RecentList {
  #list;

  /** @param {HTMLElement} list */
  constructor(list) {
    this.#list = list;
  }

  /**
   * @param {string} kind  a class name, for its colour
   * @param {...(Node | string)} content
   * @returns {HTMLElement} what holds the content
   */
  add(kind, ...content) {
    const time = element('time', '', clock.format(new Date()));
    const holder = element('div', '', ...content);
    this.#list.prepend(element('li', kind, time, holder));
    if (this.#list.childElementCount > MOST) this.#list.lastElementChild?.remove();
    return holder;
  }
}
