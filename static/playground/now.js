import { byId, setText } from './element.js';
import { fill, gettext } from './text.js';
import { durationText, endingText, findingText, stateSentence, stateWord, tripText, wakesText } from './words.js';

/** @typedef {import('../lifeline/link.js').Link} Link */
/** @typedef {import('../lifeline/link.js').Status} Status */

/** How often what counts seconds is drawn. */
const TICK_MS = 200;

/** What the link is now. */
export class Now {
  #panel = byId('now', HTMLElement);
  /** @type {Link | null} */
  #link = null;
  /** When this link came up, ms; null: it is not up. @type {number | null} */
  #upSince = null;
  /** @type {() => number | undefined} */
  #medianMs;
  #announced = '';

  /** The link's clock, ms. @type {() => number} */
  #clock;

  /**
   * @param {() => number | undefined} medianMs  of the round trips; undefined: none yet
   * @param {() => number} clock  the link's, ms
   */
  constructor(medianMs, clock) {
    this.#medianMs = medianMs;
    this.#clock = clock;
    // For as long as the page lives, so nobody has to stop it.
    setInterval(() => this.#tick(), TICK_MS);
  }

  /** @param {Link} link */
  follow(link) {
    this.#link = link;
    this.#upSince = null;
    link.on('state', () => this.#show());
    this.#show();
  }

  #show() {
    const link = /** @type {Link} */ (this.#link);
    const { status } = link;
    const isUp = status.state === 'online';
    this.#upSince = isUp ? (this.#upSince ?? this.#clock()) : null;
    this.#panel.dataset['state'] = status.state;
    this.#set('now-sentence', [stateSentence(status), status.finding && findingText(String(status.finding))].filter(Boolean).join(' '));
    this.#set('now-attempts', String(status.attempts ?? 0));
    this.#set('now-transport', isUp ? transportText(status) : '–');
    this.#set('now-wakes', wakesText(status.wakes ?? []) || '–');
    this.#set('now-last', link.lastEnding ? endingText(link.lastEnding) : '–');
    byId('now-join', HTMLElement).hidden = !(status.state === 'refused' && status.loginNeeded);
    this.#tick();
    this.#announce(status);
  }

  #tick() {
    if (!this.#link) return;
    const { status } = this.#link;
    const left = status.retryAt === undefined ? null : (Math.max(0, status.retryAt - this.#clock()) / 1_000).toFixed(1);
    const word = stateWord(status);
    this.#set('now-word', status.state === 'waiting' && left !== null ? `${word} ${fill(gettext('%(seconds)s s'), { seconds: left })}` : word);
    this.#set('now-next', left === null ? '–' : fill(gettext('in %(seconds)s s'), { seconds: left }));
    this.#set('now-uptime', this.#upSince === null ? '–' : durationText(this.#clock() - this.#upSince));
    this.#set('now-rtt', tripsText(status.rttMs, this.#medianMs()));
  }

  /** To who listens: a state once, not each change in it. @param {Status} status */
  #announce(status) {
    const words = `${stateWord(status)}. ${stateSentence(status)}`;
    if (words !== this.#announced) this.#set('now-announcer', words);
    this.#announced = words;
  }

  /** @param {string} id @param {string} text */
  #set(id, text) {
    setText(byId(id, HTMLElement), text);
  }
}

/** @param {number | undefined} nowMs @param {number | undefined} medianMs */
function tripsText(nowMs, medianMs) {
  const median = medianMs === undefined ? '' : fill(gettext('median %(median)s'), { median: tripText(medianMs) });
  return [nowMs === undefined ? '' : tripText(nowMs), median].filter(Boolean).join(', ') || '–';
}

/** @param {Status} status */
function transportText({ transport }) {
  return transport === 'http' ? gettext('HTTP (WebSocket does not get through)') : 'WebSocket';
}
