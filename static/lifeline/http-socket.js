import * as clocks from './clock.js';
import * as http from './http-exchange.js';
import { HttpPosts } from './http-posts.js';
import { HttpStream } from './http-stream.js';

/** What one long poll asks the server to wait: below the 30 s at which some proxies cut. */
const POLL_S = 25;
/** A stream that ends sooner, and brought nothing, was not ended by our server. */
const BRIEF_MS = 1_000;
/** So many of them may be chance; after that each waits a second longer than the one before. */
const BRIEF_STREAMS = 3;
const LONGEST_WAIT_MS = 10_000;
const [CONNECTING, OPEN, CLOSED] = [0, 1, 3];

/**
 * @typedef {object} HttpSocketOptions
 * @property {string} stream  address that answers a hello with a stream of frames
 * @property {string} frames  address that takes frames and answers them
 * @property {() => Record<string, string>} [headers]  of every request; asked each time
 * @property {http.Fetch} [fetch]
 * @property {clocks.Clock} [clock]
 */

/**
 * Lifeline's own protocol where WebSocket does not get through (docs/protocol.md, "By HTTP"), with
 * the face of a WebSocket. Two things are different: `onopen` is called again whenever a new hello
 * is needed, since a stream lasts a minute; and `send` reads the type of a frame, since hello and
 * subscribe begin a stream, `seen` and `pong` need not be said, and the rest has a request of its own.
 *
 * A Link uses it by httpFallback.
 */
export class HttpSocket {
  #clock;
  #options;
  #posts;
  /** Beats wait for no commit. */
  #beats;
  /** @type {HttpStream | null} */
  #stream = null;
  /** When the stream began, ms. */
  #since = 0;
  /** Of the stream that is, or is about to be. @type {{ data: string, rooms: string[] } | null} */
  #hello = null;
  /** Rooms followed that no hello has named yet → frame. @type {Map<string, string>} */
  #subscribes = new Map();
  /** The way here collects what it should pass on: long polls. */
  #buffered = false;
  /** The page waits for answers about rooms: a poll must not wait for news. */
  #asked = true;
  #briefStreams = 0;
  #wait;
  /** @type {number} */
  readyState = CONNECTING;
  binaryType = 'arraybuffer';
  /** @type {((event: any) => void) | null} */
  onopen = null;
  /** @type {((event: any) => void) | null} */
  onmessage = null;
  /** @type {((event: any) => void) | null} */
  onerror = null;
  /** @type {((event: any) => void) | null} */
  onclose = null;

  /** @param {HttpSocketOptions} options */
  constructor({ stream, frames, headers = () => ({}), fetch = (input, init) => globalThis.fetch(input, init), clock = clocks.systemClock }) {
    this.#options = { stream, headers, fetch };
    this.#clock = clock;
    this.#wait = new clocks.Timer(clock, () => this.#open());
    const posts = {
      clock,
      exchange: this.#exchange(frames),
      line: (/** @type {string} */ line) => this.onmessage?.({ data: line }),
      failed: (/** @type {unknown} */ error) => this.#fail(error),
    };
    this.#posts = new HttpPosts(posts);
    this.#beats = new HttpPosts(posts);
    queueMicrotask(() => this.#open());
  }

  get bufferedAmount() {
    return this.#posts.bytes + this.#beats.bytes;
  }

  /** @param {string} data  a frame; of another kind there is no way here */
  send(data) {
    if (this.readyState !== OPEN) throw new DOMException('not open', 'InvalidStateError');
    const { type, room, rooms = {} } = JSON.parse(data);
    switch (type) {
      case 'hello':
        this.#hello = { data, rooms: Object.keys(rooms) };
        queueMicrotask(() => this.#follow());
        break;
      case 'subscribe':
        this.#subscribes.set(room, data);
        this.#asked = true;
        queueMicrotask(() => this.#renew());
        break;
      case 'unsubscribe':
        this.#subscribes.delete(room);
        break;
      case 'ping':
        this.#beats.send(data);
        break;
      case 'seen':
      case 'pong':
        break;
      default:
        this.#posts.send(data);
    }
  }

  /** As of a WebSocket, except that no event follows. */
  close() {
    this.readyState = CLOSED;
    this.#wait.stop();
    this.#stream?.stop();
    this.#stream = null;
    this.#posts.stop();
    this.#beats.stop();
  }

  /**
   * @param {string} url
   * @returns {(asked: Pick<http.Exchange, 'lines' | 'signal' | 'heard' | 'line'>) => Promise<void>}
   */
  #exchange(url) {
    const { fetch, headers } = this.#options;
    return (asked) => http.exchange({ ...asked, url, fetch, headers: headers() });
  }

  /** The page greets. */
  #open() {
    if (this.readyState === CLOSED) return;
    this.readyState = OPEN;
    this.#hello = null;
    this.onopen?.({});
  }

  /** A running stream takes no more questions: the next one names all rooms. */
  #renew() {
    if (!this.#stream || this.readyState !== OPEN) return;
    this.#stream.stop();
    this.#stream = null;
    this.#open();
  }

  #follow() {
    if (this.#stream || !this.#hello || this.readyState !== OPEN) return;
    const { data, rooms } = this.#hello;
    for (const room of rooms) this.#subscribes.delete(room);
    const pollS = this.#pollS();
    this.#since = this.#clock.now();
    this.#stream = new HttpStream({
      clock: this.#clock,
      exchange: this.#exchange(this.#options.stream + (pollS === null ? '' : `?poll=${pollS}`)),
      lines: [data, ...this.#subscribes.values()],
      rooms: [...rooms, ...this.#subscribes.keys()],
      pollS,
      line: (line) => this.onmessage?.({ data: line }),
      ended: (how, error) => this.#ended(how, error),
    });
  }

  #pollS() {
    if (!this.#buffered) return null;
    return this.#asked ? 0 : POLL_S;
  }

  /** @param {import('./http-stream.js').How} how @param {unknown} error */
  #ended(how, error) {
    const { bye = null, news = false, settled = false } = this.#stream ?? {};
    this.#stream = null;
    if (bye) return this.#end(bye.code, bye.reason, true);
    if (how === 'failed') return this.#fail(error);
    if (how === 'buffered') this.#buffered = true;
    const polled = this.#asked && this.#buffered;
    this.#asked = !settled;
    this.#again(news || polled || this.#clock.now() - this.#since >= BRIEF_MS);
  }

  /** @param {boolean} worthIt  the last stream was */
  #again(worthIt) {
    this.#briefStreams = worthIt ? 0 : this.#briefStreams + 1;
    const seconds = Math.max(0, this.#briefStreams - BRIEF_STREAMS);
    if (seconds) this.#wait.start(Math.min(seconds * 1000, LONGEST_WAIT_MS));
    else this.#open();
  }

  /** @param {unknown} error */
  #fail(error) {
    const { code = 1006, bye = null } = error instanceof http.HttpRefusal ? error : {};
    if (bye) this.onmessage?.({ data: JSON.stringify(bye) });
    this.#end(code, error instanceof Error ? error.message : '', bye !== null);
  }

  /** @param {number} code @param {string} reason @param {boolean} wasClean */
  #end(code, reason, wasClean) {
    if (this.readyState === CLOSED) return;
    this.close();
    this.onclose?.({ code, reason, wasClean });
  }
}
