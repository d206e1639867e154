import * as clocks from './clock.js';
import * as http from './http-exchange.js';

/** Something is due and nothing comes for so long: the way here collects what it should pass on. */
const PROMPT_MS = 3_000;
/** How long a long poll may take beyond what the server was asked to wait. */
const POLL_SLACK_MS = 15_000;
/** Until a welcome says otherwise: interval and time-out of the server's beat. */
const SILENCE_MS = 14_000;

/**
 * @typedef {'over' | 'silent' | 'buffered' | 'broken' | 'failed'} How
 *   over: as the server meant it. silent: no beat in time. buffered: what is due does not come.
 *   broken: cut in the middle. failed: it never began.
 *
 * @typedef {object} HttpStreamOptions
 * @property {clocks.Clock} clock
 * @property {(asked: Pick<http.Exchange, 'lines' | 'signal' | 'heard' | 'line'>) => Promise<void>} exchange
 * @property {string[]} lines  hello, subscribes
 * @property {Iterable<string>} rooms  that they name: each is caught up, reset or gone once
 * @property {number | null} pollS  what the server was asked to wait; null: a stream
 * @property {(line: string) => void} line
 * @property {(how: How, error?: unknown) => void} ended  once; nothing comes after it
 */

/** One answer of the server's, as long as it lasts. */
export class HttpStream {
  #options;
  #abort = new AbortController();
  #timer;
  #due;
  #begun = false;
  #silenceMs = SILENCE_MS;
  /** It brought something that was not there before. */
  news = false;
  /** The server said why it ends. @type {Record<string, any> | null} */
  bye = null;

  /** @param {HttpStreamOptions} options */
  constructor(options) {
    this.#options = options;
    this.#due = new Set(['welcome', ...options.rooms]);
    this.#timer = new clocks.Timer(options.clock, () => this.#late());
    this.#wait();
    void this.#run();
  }

  /** All that was asked for has been answered. */
  get settled() {
    return this.#due.size === 0;
  }

  stop() {
    this.#abort.abort();
    this.#timer.stop();
  }

  async #run() {
    const { exchange, lines } = this.#options;
    const { signal } = this.#abort;
    try {
      await exchange({ lines, signal, heard: () => this.#heard(), line: (text) => this.#line(text) });
      this.#end(this.#begun ? 'over' : 'failed');
    } catch (error) {
      this.#end(this.#begun ? 'broken' : 'failed', error);
    }
  }

  #heard() {
    if (this.#options.pollS === null && !this.#abort.signal.aborted) this.#wait();
  }

  /** @param {string} text */
  #line(text) {
    this.#begun = true;
    this.#read(text);
    this.#heard();
    this.#options.line(text);
  }

  /** @param {string} text */
  #read(text) {
    const frame = parsed(text);
    switch (frame?.type) {
      case 'welcome':
        this.#due.delete('welcome');
        this.#silenceMs = frame.heartbeat.interval_ms + frame.heartbeat.timeout_ms;
        break;
      case 'bye':
        this.bye = frame;
        break;
      case 'events':
        this.news = true;
        break;
      case 'reset':
        this.news = true;
        if (!frame.more) this.#due.delete(frame.room);
        break;
      case 'caught_up':
      case 'gone':
        this.#due.delete(frame.room);
        break;
      default:
    }
  }

  #wait() {
    const { pollS } = this.#options;
    const prompt = this.#due.size ? PROMPT_MS : this.#silenceMs;
    this.#timer.start(pollS === null ? prompt : pollS * 1000 + POLL_SLACK_MS);
  }

  #late() {
    if (this.#options.pollS !== null) this.#end('failed', new Error('no answer in time'));
    else this.#end(this.#due.size ? 'buffered' : 'silent');
  }

  /** @param {How} how @param {unknown} [error] */
  #end(how, error) {
    if (this.#abort.signal.aborted) return;
    this.stop();
    this.#options.ended(how, error);
  }
}

/** @param {string} text @returns {any} */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
