import * as clocks from './clock.js';
import * as http from './http-exchange.js';

/** Frames of one request: the server takes 256 KiB and 1,001. A frame is 64 KiB at most. */
const BYTES = 128 * 1024;
const FRAMES = 128;
/** The server answers within 10 s, or leaves it unanswered; and a bad line. */
const ANSWER_MS = 20_000;

/**
 * @typedef {object} HttpPostsOptions
 * @property {clocks.Clock} clock
 * @property {(asked: Pick<http.Exchange, 'lines' | 'signal' | 'heard' | 'line'>) => Promise<void>} exchange
 * @property {(line: string) => void} line
 * @property {(error: unknown) => void} failed  Nothing more is sent.
 */

/** Frames to the server, in their order: one request at a time, with all that waits for it. */
export class HttpPosts {
  #options;
  /** @type {{ data: string, bytes: number }[]} */
  #waiting = [];
  #abort = new AbortController();
  #timeout;
  #busy = false;
  /** Of what has no answer yet. */
  bytes = 0;

  /** @param {HttpPostsOptions} options */
  constructor(options) {
    this.#options = options;
    this.#timeout = new clocks.Timer(options.clock, () => this.#fail(new Error('no answer in time')));
  }

  /** @param {string} data  a frame */
  send(data) {
    const bytes = new TextEncoder().encode(data).length;
    this.bytes += bytes;
    this.#waiting.push({ data, bytes });
    // What is sent in one turn goes together.
    if (!this.#busy) queueMicrotask(() => this.#post());
  }

  stop() {
    this.#abort.abort();
    this.#timeout.stop();
    this.#waiting = [];
    this.bytes = 0;
  }

  async #post() {
    if (this.#busy || !this.#waiting.length || this.#abort.signal.aborted) return;
    this.#busy = true;
    this.#timeout.start(ANSWER_MS);
    const batch = this.#next();
    const { exchange, line } = this.#options;
    const { signal } = this.#abort;
    try {
      await exchange({ lines: batch.map(({ data }) => data), signal, heard: () => {}, line });
    } catch (error) {
      return this.#fail(error);
    }
    if (signal.aborted) return;
    this.#timeout.stop();
    this.#busy = false;
    for (const { bytes } of batch) this.bytes -= bytes;
    void this.#post();
  }

  /** What fits, and one frame in any case. */
  #next() {
    let bytes = 0;
    const over = this.#waiting.findIndex((frame, index) => (bytes += frame.bytes) > BYTES || index === FRAMES);
    return this.#waiting.splice(0, over < 0 ? this.#waiting.length : Math.max(1, over));
  }

  /** @param {unknown} error */
  #fail(error) {
    if (this.#abort.signal.aborted) return;
    this.stop();
    this.#options.failed(error);
  }
}
