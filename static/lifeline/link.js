import { pageMaySend } from './close-policy.js';
import * as dialects from './dialect.js';
import { Emitter } from './emitter.js';
import { encoded } from './encoding.js';
import * as endings from './ending.js';
import { Keeper } from './keeper.js';
import * as settings from './options.js';
import * as outflows from './outflow.js';
import * as queues from './send-queue.js';
import * as statuses from './status.js';

/** A close frame has room for this much beside its code (RFC 6455 section 5.5). */
const REASON_BYTES = 123;

/**
 * @typedef {statuses.Status} Status
 * @typedef {statuses.State} State
 * @typedef {settings.LinkOptions} LinkOptions
 *
 * @typedef {object} LinkEvents
 * @property {Status} state  something in `status` changed
 * @property {null} open  The socket is open: send the greeting, if there is one, within this event. May
 *   come again on one link: greet again.
 * @property {{ frame: dialects.Frame, text: string }} frame  text: '' where it came as binary
 * @property {ArrayBuffer} binary  binary data that the dialect takes for no frame
 * @property {endings.Ending} close
 * @property {null} drain  `writable` again, after something had to wait or the browser's buffer was full
 * @property {{ n: number }} ping  our question number n has left
 * @property {{ ms: number }} rtt  a round trip was measured
 * @property {settings.Diagnosis} finding  why a try did not get through
 *
 * @typedef {{ promise: Promise<void>, resolve: () => void, reject: (error: Error) => void }} Arrival
 */

/**
 * Keeps one WebSocket to one address, for as long as it takes.
 *
 * @example
 * const link = new Link({ url: socketUrl('/ws/chat/') });
 * link.on('open', () => link.send({ type: 'hello', client: 'mine/1', rooms: {} }));
 * link.on('frame', ({ frame }) => console.log(frame));
 * await link.connect();
 *
 * @extends {Emitter<LinkEvents>}
 */
export class Link extends Emitter {
  #settings;
  #keeper;
  #outflow;
  /** Somebody waits for the link to be up. @type {Arrival | null} */
  #arrival = null;

  /** @param {LinkOptions} options */
  constructor(options) {
    super();
    this.#settings = settings.withDefaults(options);
    const { clock, queue: bounds } = this.#settings;
    this.#outflow = new outflows.Outflow({ clock, bounds, drained: () => this.emit('drain', null) });
    this.#keeper = new Keeper(this.#settings, {
      state: (status) => this.#became(status),
      open: (socket) => this.#outflow.greet(socket, () => this.emit('open', null)),
      frame: (event) => this.#received(event),
      binary: (data) => this.emit('binary', data),
      close: (ending) => this.#lost(ending),
      asked: (n) => this.emit('ping', { n }),
      measured: (ms) => this.emit('rtt', { ms }),
      finding: (diagnosis) => this.emit('finding', diagnosis),
    });
  }

  /** What the page may show; a new object for every change. @returns {Readonly<Status>} */
  get status() {
    return this.#keeper.status;
  }

  /** How the last link or try ended. */
  get lastEnding() {
    return this.#keeper.lastEnding;
  }

  /** Interval and time-out of the heartbeat together: an answer not here by then is missed, ms. */
  get deadlineMs() {
    return this.#keeper.heartbeat.deadlineMs;
  }

  /** Bytes handed to the browser that have not left it. */
  get bufferedAmount() {
    return this.#outflow.bufferedAmount;
  }

  /** Would `send` go straight out, and soon? If not, `drain` says when. */
  get writable() {
    return this.#outflow.writable;
  }

  /**
   * Starts, and keeps at it.
   * @returns {Promise<void>} resolves when the server has answered, and not merely opened; rejects with a
   *   LinkError in a final state. Nobody has to wait for it.
   * @throws what the WebSocket class says of an address that cannot be
   */
  connect() {
    if (this.status.state === 'online') return Promise.resolve();
    this.#arrival ??= newArrival();
    const { promise } = this.#arrival;
    this.#keeper.start();
    return promise;
  }

  /**
   * Dials now, in every state: what was pending, or is in doubt, is let go first. A click, that is;
   * called in a loop, no try has the time to succeed.
   */
  reconnect() {
    this.#keeper.restart();
  }

  /** Somebody has logged in, in this tab or another: tried again where that was what it wanted. */
  loggedIn() {
    this.#keeper.loggedIn();
  }

  /** Asks now whether the server is there, instead of after the interval; only where it is up. */
  probe() {
    if (this.status.state === 'online') this.#keeper.heartbeat.probe();
  }

  /**
   * Sends, or keeps for later, in order.
   * @param {dialects.Frame | queues.Data} frame  Strings and binary go as they are.
   * @returns {outflows.Outcome}
   */
  send(frame) {
    return this.#outflow.send(encoded(this.#settings.dialect, frame), !statuses.isFinal(this.status));
  }

  /** @returns {Promise<void>} when all that was sent or queued has left the machine; rejects if it cannot */
  flushed() {
    const flushed = this.#outflow.flushed();
    if (statuses.isFinal(this.status)) this.#outflow.settle(new statuses.LinkError(this.status));
    return flushed;
  }

  /**
   * @param {string} type  as the dialect's `typeOf` has it
   * @param {(frame: dialects.Frame) => void} handler
   * @param {{ signal?: AbortSignal }} [options]  An aborted signal removes the handler.
   * @returns {() => void} removes the handler
   */
  handle(type, handler, options) {
    const events = /** @type {Emitter<Record<string, dialects.Frame>>} */ (/** @type {unknown} */ (this));
    return events.on(`frame:${type}`, handler, options);
  }

  /**
   * Ends the link for good, and forgets what is queued: nothing reconnects. Closed already, nothing happens.
   * @param {string} [reason]  for the server, at most 123 bytes
   * @param {number} [code]  1000, or 3000 to 4999
   * @throws {RangeError} no page may send that
   */
  close(reason = '', code = 1000) {
    if (!pageMaySend(code)) throw new RangeError(`close code ${code}: a page may send 1000 and 3000 to 4999`);
    if (new TextEncoder().encode(reason).length > REASON_BYTES) throw new RangeError(`close reason above ${REASON_BYTES} bytes`);
    this.#outflow.clear();
    this.#keeper.close(reason, code);
  }

  /** Closes, and leaves no listener and no timer behind. */
  dispose() {
    this.close();
    this.clear();
  }

  /** @param {Status} status */
  #became(status) {
    this.emit('state', status);
    // A listener may have changed it.
    const { state } = this.status;
    if (state === 'online') this.#arrived();
    else if (statuses.isFinal(this.status)) this.#gaveUp();
  }

  #arrived() {
    this.#outflow.start();
    this.#arrival?.resolve();
    this.#arrival = null;
  }

  #gaveUp() {
    const error = new statuses.LinkError(this.status);
    this.#outflow.settle(error);
    this.#arrival?.reject(error);
    this.#arrival = null;
  }

  /** @param {LinkEvents['frame']} event */
  #received(event) {
    this.emit('frame', event);
    const type = this.#settings.dialect.typeOf(event.frame);
    if (type !== undefined) this.dispatchEvent(new CustomEvent(`frame:${type}`, { detail: event.frame }));
  }

  /** @param {endings.Ending} ending */
  #lost(ending) {
    this.#outflow.stop();
    this.emit('close', ending);
  }
}

/** @returns {Arrival} */
function newArrival() {
  const arrival = /** @type {Arrival} */ ({});
  arrival.promise = new Promise((resolve, reject) => Object.assign(arrival, { resolve, reject }));
  // Waiting for it is a choice: unheard, it is no error of the page.
  arrival.promise.catch(() => {});
  return arrival;
}
