/** Shows the state of the connection: a word and a colour always, more when something is wrong. */
import { systemClock } from '../../lifeline/clock.js';
import { isShutOut, lastEndText, longText, shortText, wayText } from './connection-text.js';
import { byId } from './element.js';
import { closeElsewhere } from './popover.js';
import { fill, gettext } from './text.js';

/** @typedef {import('../client.js').ChatClient} ChatClient */

// How often "in N s" is counted down.
const TICK_MS = 250;
// States in which all is as it should be, or soon will be without anybody's doing.
const CALM = new Set(['online', 'connecting', 'idle']);
// States that do not end by themselves.
const FINAL = new Set(['refused', 'gave-up', 'unsupported', 'closed']);
const RETRY_HELPS = new Set(['waiting', 'offline', 'gave-up', 'closed', 'refused']);
const RELOAD_HELPS = new Set(['gave-up', 'closed', 'refused']);

export class ConnectionStatus {
  #word = byId('connection-word', HTMLElement);
  #sentence = byId('connection-sentence', HTMLElement);
  #announcer = byId('connection-announcer', HTMLElement);
  #banner = byId('banner', HTMLElement);
  #room = byId('room', HTMLElement);
  /** @type {ChatClient} */
  #client;
  /** Why the last connection ended; the client forgets it when the next one stands. */
  #lastEnd = '–';
  /** Whether there was a connection yet: before, nobody needs to be told of one. */
  #wasTold = false;

  /** @param {ChatClient} client */
  constructor(client) {
    this.#client = client;
    client.on('connection', () => this.#show());
    byId('banner-retry', HTMLElement).addEventListener('click', () => client.reconnect());
    byId('banner-reload', HTMLElement).addEventListener('click', () => location.reload());
    closeElsewhere(byId('connection', HTMLDetailsElement));
    // For as long as the page lives, so nobody has to stop it.
    setInterval(() => this.#showWord(), TICK_MS);
    this.#show();
  }

  #show() {
    const { connection } = this.#client;
    this.#room.dataset['line'] = connection.state;
    this.#room.dataset['transport'] = connection.transport ?? '';
    this.#showWord();
    setText(this.#sentence, longText(connection));
    this.#lastEnd = lastEndText(connection) || this.#lastEnd;
    setText(byId('connection-last', HTMLElement), this.#lastEnd);
    setText(byId('connection-rtt', HTMLElement), rttText(connection.rttMs));
    setText(byId('connection-way', HTMLElement), wayText(connection) || '–');
    this.#showBanner();
    this.#announce();
  }

  #showWord() {
    // The clock that the link waits by: where the wall clock is put back they differ.
    setText(this.#word, shortText(this.#client.connection, systemClock.now()));
  }

  #showBanner() {
    const { state, loginNeeded, cause } = this.#client.connection;
    // What is wrong stays in sight while it is tried again: the page must not jump at every try.
    if (state === 'connecting' && !this.#banner.hidden) return;
    this.#banner.hidden = CALM.has(state);
    this.#banner.classList.toggle('banner-bad', FINAL.has(state));
    setText(byId('banner-text', HTMLElement), longText(this.#client.connection));
    const stranger = cause === 'person';
    const toLogIn = state === 'refused' && loginNeeded === true && !stranger;
    byId('banner-login', HTMLElement).hidden = !toLogIn;
    const shutOut = isShutOut(this.#client.connection);
    byId('banner-retry', HTMLElement).hidden = toLogIn || stranger || shutOut || !RETRY_HELPS.has(state);
    byId('banner-reload', HTMLElement).hidden = toLogIn || !RELOAD_HELPS.has(state);
  }

  /** To who listens: the states that matter, once each, and nothing before the first trouble. */
  #announce() {
    const { state } = this.#client.connection;
    if (state === 'connecting' || state === 'idle') return;
    if (state !== 'online') this.#wasTold = true;
    if (this.#wasTold) setText(this.#announcer, longText(this.#client.connection));
  }
}

/**
 * Set a text only if it differs, so that it is not read out again.
 * @param {HTMLElement} element
 * @param {string} text
 */
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** @param {number | undefined} rttMs */
function rttText(rttMs) {
  return rttMs === undefined ? '–' : fill(gettext('%(ms)s ms'), { ms: Math.round(rttMs) });
}
