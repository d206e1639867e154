import * as clocks from '../lifeline/clock.js';
import * as endings from '../lifeline/ending.js';
import * as pageEvents from '../lifeline/page-events.js';
import * as stores from './close-report-store.js';
import { browserStorage } from './storage.js';
import { uuid } from './uuid.js';

/** How often a page marks that it is alive. A crash is placed in time to this. */
const MARK_EVERY_MS = 20_000;
/** As the server takes it, in characters. */
const REASON_CHARS = 200;

/** @typedef {endings.Ending} Ending */

/** Of a page that is gone nobody counted them. */
const UNKNOWN = 0;
/** The browser says 1001 for a page that is left. @satisfies {Partial<Ending>} */
const LEFT = { cause: /** @type {const} */ ('page'), code: 1001, clean: true };
/** @satisfies {Partial<Ending>} */
const CRASHED = { cause: /** @type {endings.Cause} */ ('gap'), code: 1006, clean: false };

/**
 * @typedef {object} CloseReportsOptions
 * @property {string} person  id
 * @property {clocks.Clock} clock
 * @property {pageEvents.Page | null} [page]  default the current one
 * @property {Storage | null} [storage]  default localStorage; null: told only by the page itself
 * @property {string} [id]  of this page
 */

/**
 * How the connection before ended, until the server has been told in a `hello`: by this page, or,
 * if it is left, closed or crashed before, by the next one of the same person in this browser.
 *
 * Worth telling is the end of a link that had lived, once; of tries that failed after it only how
 * many they were. A page that is left while online tells that too ('page'): it is what the other
 * causes are compared with. One that crashed is found by the age of its last mark ('gap').
 */
export class CloseReports {
  #person;
  #clock;
  #store;
  #timer;
  #abort = new AbortController();
  /** When the link came up, ms; null: it is down. @type {number | null} */
  #since = null;
  /** @type {number | undefined} */
  #rttMs;
  /** @type {Ending | null} */
  #untold = null;
  /** Was there room for the record? */
  #saved = false;

  /** @param {CloseReportsOptions} options */
  constructor({ person, clock, page = pageEvents.currentPage(), storage = browserStorage(), id = uuid() }) {
    this.#person = person;
    this.#clock = clock;
    this.#store = new stores.CloseReportStore(id, storage);
    this.#timer = new clocks.Timer(clock, () => this.#mark());
    const { signal } = this.#abort;
    page?.window.addEventListener('pagehide', () => this.#keep(true), { signal });
    // Back from the bfcache: not gone after all.
    page?.window.addEventListener('pageshow', () => this.#mark(), { signal });
  }

  /** What a `hello` says of it. @returns {{ last_close?: object }} */
  lastClose() {
    if (!this.#untold) this.#adopt();
    return this.#untold ? { last_close: inFrame(this.#untold) } : {};
  }

  /** The server has heard `hello`, and the link is up. */
  welcomed() {
    this.#untold = null;
    this.#since ??= this.#clock.now();
    this.#keep();
  }

  /** The server has not taken `hello`, and this may be why: it is told no more. */
  refused() {
    this.#untold = null;
    this.#store.forget();
  }

  /** @param {number} rttMs */
  measured(rttMs) {
    this.#rttMs = rttMs;
  }

  /** A link, or a try to get one, has ended. @param {Ending} ending */
  ended(ending) {
    const wasUp = this.#since !== null;
    const told = wasUp && this.#saved && !this.#store.kept;
    this.#since = null;
    if (told) return;
    const lived = this.#untold && this.#untold.uptimeMs > 0 ? this.#untold : null;
    this.#untold = lived && !ending.uptimeMs ? { ...lived, attempts: ending.attempts } : ending;
    this.#keep();
  }

  /** Leaves no listener and no timer behind. */
  dispose() {
    this.#abort.abort();
    this.#timer.stop();
  }

  /** Alive, still. But what another page took for gone, and told, is not told again. */
  #mark() {
    if (this.#store.kept) this.#keep();
  }

  #keep(left = false) {
    this.#timer.stop();
    if (this.#since === null && !this.#untold) return;
    this.#saved = this.#store.keep({
      person: this.#person,
      at: this.#clock.now(),
      left,
      since: this.#since,
      ...(this.#rttMs !== undefined && { rttMs: this.#rttMs }),
      untold: this.#untold,
    });
    if (!left) this.#timer.start(MARK_EVERY_MS);
  }

  #adopt() {
    const record = this.#store.adopt(this.#person, this.#clock.now());
    this.#untold = record && endingOf(record);
    if (this.#untold) this.#keep();
  }
}

/**
 * @param {stores.PageRecord} record  of a page that is gone
 * @returns {Ending | null}
 */
function endingOf({ untold, since, at, left, rttMs }) {
  if (untold || since === null) return untold;
  return { ...(left ? LEFT : CRASHED), reason: '', uptimeMs: Math.max(1, at - since), ...(rttMs !== undefined && { rttMs }), attempts: UNKNOWN };
}

/**
 * As docs/protocol.md has it. A reason is what a stranger's server wrote; a `hello` must not be refused for it.
 * @param {Ending} ending
 */
function inFrame({ code, reason, clean, cause, uptimeMs, rttMs, attempts }) {
  const words = [...reason.replaceAll('\0', '')].slice(0, REASON_CHARS).join('');
  return { code, reason: words, clean, cause, uptime_ms: Math.round(uptimeMs), ...(rttMs !== undefined && { rtt_ms: rttMs }), ...(attempts > 0 && { attempts }) };
}
