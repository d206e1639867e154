import { setText } from './element.js';
import { RecentList } from './recent-list.js';
import { fill, gettext } from './text.js';
import { diagnosisText, endingText, secondsText, stateText, stateWord, tripText } from './words.js';

/** @typedef {import('../lifeline/link.js').Link} Link */
/** @typedef {import('../lifeline/link.js').Status} Status */

/** What happened, newest first. */
export class Timeline {
  #list;

  /** @param {HTMLElement} list */
  constructor(list) {
    this.#list = new RecentList(list);
  }

  /**
   * @param {'page' | 'switch' | 'person' | 'beat'} who @param {string} text
   * @returns {(text: string) => void} says something else in its place
   */
  say(who, text) {
    const said = this.#list.add(who, text);
    return (instead) => setText(said, instead);
  }

  /** @param {Link} link @param {() => number} now  the link's clock, ms */
  follow(link, now) {
    let state = link.status.state;
    link.on('state', (status) => {
      // The round trip and other things change too.
      if (status.state !== state) this.#list.add(`state ${status.state}`, this.#stateText(status, now()));
      state = status.state;
    });
    link.on('close', (ending) => this.#list.add('end', fill(gettext('Ended: %(how)s'), { how: endingText(ending) })));
    link.on('ping', () => this.#list.add('beat', gettext('Ping left.')));
    link.on('rtt', ({ ms }) => this.#list.add('beat', fill(gettext('Answered in %(time)s.'), { time: tripText(ms) })));
    link.on('finding', (diagnosis) => this.#list.add('finding', fill(gettext('Asked by HTTP why: %(found)s'), { found: diagnosisText(diagnosis) })));
  }

  /** @param {Status} status @param {number} nowMs */
  #stateText(status, nowMs) {
    const word = stateWord(status);
    if (status.state === 'refused') return stateText(status);
    if (status.retryAt === undefined) return word;
    return fill(gettext('%(state)s: the next try in %(time)s'), { state: word, time: secondsText(status.retryAt - nowMs) });
  }
}
