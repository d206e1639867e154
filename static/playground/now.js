import { byId, setText } from './element.js';
import { fill, gettext } from './text.js';
import { connects, durationText, endingText, failedTries, findingText, listed, secondsText, stateSentence, stateText, stateWord, tripText, wakesText } from './words.js';

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
  #beats = true;
  #failed = 0;

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

  /** @param {Link} link @param {boolean} beats  Does it ask whether the other side is there? */
  follow(link, beats) {
    this.#link = link;
    this.#beats = beats;
    this.#upSince = null;
    this.#failed = 0;
    link.on('state', () => this.#show());
    link.on('close', (ending) => {
      this.#failed = failedTries(this.#failed, ending);
      this.#show();
    });
    this.#show();
  }

  #show() {
    const link = /** @type {Link} */ (this.#link);
    const { status } = link;
    const isUp = status.state === 'online';
    this.#upSince = isUp ? (this.#upSince ?? this.#clock()) : null;
    this.#panel.dataset['state'] = status.state;
    if (isUp) this.#failed = 0;
    this.#set('now-sentence', sentenceText(status, this.#beats));
    this.#set('now-failed', String(this.#failed));
    this.#set('now-transport', isUp ? transportText(status) : '–');
    this.#set('now-wakes', wakesText(status) || '–');
    this.#set('now-last', link.lastEnding ? endingText(link.lastEnding) : '–');
    byId('now-join', HTMLElement).hidden = !(status.state === 'refused' && status.loginNeeded);
    this.#offer(status.state);
    this.#tick();
    this.#announce(status);
  }

  /** Buttons that would do nothing cannot be pressed. @param {Status['state']} state */
  #offer(state) {
    const connect = byId('do-connect', HTMLButtonElement);
    setText(connect, connects(state) ? gettext('Connect') : gettext('Reconnect'));
    connect.disabled = state === 'unsupported';
    byId('do-ping', HTMLButtonElement).disabled = state !== 'online';
    byId('do-close', HTMLButtonElement).disabled = connects(state) || state === 'unsupported';
  }

  #tick() {
    if (!this.#link) return;
    const { status } = this.#link;
    const left = status.retryAt === undefined ? '' : secondsText(status.retryAt - this.#clock());
    this.#set('now-word', [stateWord(status), status.state === 'waiting' && left].filter(Boolean).join(' '));
    this.#set('now-next', left ? fill(gettext('in %(time)s'), { time: left }) : '–');
    this.#set('now-uptime', this.#upSince === null ? '–' : durationText(this.#clock() - this.#upSince));
    this.#set('now-rtt', tripsText(status.rttMs, this.#medianMs()));
  }

  /** To who listens: a state once, not each change in it. @param {Status} status */
  #announce(status) {
    const words = stateText(status, this.#beats);
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
  return listed(nowMs === undefined ? '' : tripText(nowMs), median) || '–';
}

/** @param {Status} status @param {boolean} beats */
function sentenceText(status, beats) {
  const sentence = stateSentence(status, beats);
  return status.finding ? fill(gettext('%(sentence)s Asked by HTTP why: %(found)s.'), { sentence, found: findingText(String(status.finding)) }) : sentence;
}

/** @param {Status} status */
function transportText({ transport }) {
  return transport === 'http' ? gettext('HTTP (WebSocket does not get through)') : 'WebSocket';
}
