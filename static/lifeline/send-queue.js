/**
 * @typedef {string | ArrayBuffer | ArrayBufferView | Blob} Data  what a socket sends
 *
 * @typedef {object} QueueBounds
 * @property {number} frames
 * @property {number} bytes  UTF-8
 */

/** What waits to be sent, in order, and bounded: what does not fit is refused, not dropped later. */
export class SendQueue {
  #bounds;
  /** @type {{ data: Data, bytes: number }[]} */
  #waiting = [];
  #bytes = 0;

  /** @param {QueueBounds} bounds */
  constructor(bounds) {
    this.#bounds = bounds;
  }

  get empty() {
    return this.#waiting.length === 0;
  }

  /**
   * @param {Data} data
   * @returns {boolean} false: it is full
   */
  push(data) {
    const bytes = bytesOf(data);
    if (this.#waiting.length >= this.#bounds.frames || this.#bytes + bytes > this.#bounds.bytes) return false;
    this.#waiting.push({ data: kept(data), bytes });
    this.#bytes += bytes;
    return true;
  }

  /** The first; there is one. @returns {Data} */
  shift() {
    const { data, bytes } = /** @type {{ data: Data, bytes: number }} */ (this.#waiting.shift());
    this.#bytes -= bytes;
    return data;
  }

  clear() {
    this.#waiting = [];
    this.#bytes = 0;
  }
}

/** @param {Data} data */
function bytesOf(data) {
  if (typeof data === 'string') return new TextEncoder().encode(data).length;
  return data instanceof Blob ? data.size : data.byteLength;
}

/**
 * As it is now: the caller may fill the same buffer with the next thing.
 * @param {Data} data
 * @returns {Data}
 */
function kept(data) {
  if (data instanceof ArrayBuffer) return data.slice(0);
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice();
  return data;
}
