import * as clocks from './clock.js';
import * as dialects from './dialect.js';
import { Emitter } from './emitter.js';
import * as endings from './ending.js';
import { Heartbeat } from './heartbeat.js';
import * as pageEvents from './page-events.js';
import { Retry } from './retry.js';

/** A try that has not led to a link by then never will: shorter than proxies wait, longer than 3G. */
const CONNECT_TIMEOUT_MS = 15_000;
/** After a `bye` the close follows at once, or is lost. */
const FAREWELL_MS = 2_000;
/** `WebSocket.OPEN`; written out, since the class is injected. */
const OPEN = 1;

/**
 * @typedef {'idle' | 'connecting' | 'online' | 'waiting' | 'offline' | 'refused' | 'gave-up' | 'unsupported' | 'closed'} State
 *   waiting: for `retryAt`. offline: the same, while the browser says there is no network (it may
 *   be wrong, so tries go on). refused: the server will not have us. closed: done.
 *
 * @typedef {object} Status
 * @property {State} state
 * @property {number} [retryAt]  wall clock time of the next try, ms
 * @property {number} [code]  of the last ending; likewise reason and cause
 * @property {string} [reason]
 * @property {endings.Cause} [cause]
 * @property {number} [attempts]  tries in a row that led to no stable link
 * @property {number} [rttMs]  last round-trip time of this link
 * @property {boolean} [loginNeeded]
 *
 * @typedef {object} LinkEvents
 * @property {Status} state  something in `status` changed
 * @property {null} open  the socket is open; send the greeting now
 * @property {{ frame: dialects.Frame, text: string }} frame
 * @property {endings.Ending} close
 *
 * @typedef {object} LinkOptions
 * @property {string} url  absolute, ws: or wss:
 * @property {dialects.Dialect} [dialect]  default: Lifeline's own protocol
 * @property {() => object} [beat]  Fields to add to every ping and pong.
 * @property {clocks.Clock} [clock]
 * @property {() => number} [random]  in [0, 1), for back-off
 * @property {any} [WebSocket]  the class; default the browser's; null: there is none
 * @property {pageEvents.Page | null} [page]  default the current one; null: take no notice of it
 * @property {number} [connectTimeoutMs]  for one try, greeting included; default 15 s
 * @property {number} [maxTries]  failed tries in a row before it gives up; default: never
 */

/**
 * Keeps one WebSocket to one address, for as long as it takes. It owns the current socket, and
 * `#end` is the only way a socket is given up, whatever the cause.
 *
 * @example
 * const link = new Link({ url: socketUrl('/ws/chat/') });
 * link.on('open', () => link.send({ type: 'hello', client: 'mine/1', rooms: {} }));
 * link.on('frame', ({ frame }) => console.log(frame));
 * link.connect();
 *
 * @extends {Emitter<LinkEvents>}
 */
export class Link extends Emitter {
  #options;
  #clock;
  #dialect;
  #heartbeat;
  /** Time-out of the current try, and after a bye of the farewell. */
  #deadline;
  /** Waits in 'waiting' and 'offline'. */
  #retry;
  /** The one socket that counts: events of any other are ignored. @type {any} */
  #socket = null;
  /** Said before the close of the current socket. @type {dialects.Bye | null} */
  #bye = null;
  /** When the link came up, ms; null: it is not up. @type {number | null} */
  #upSince = null;
  #unwatch = () => {};
  /** @type {Status} */
  #status = { state: 'idle' };
  /** How the last link or try ended. @type {endings.Ending | null} */
  lastEnding = null;

  /** @param {LinkOptions} options */
  constructor({ page = pageEvents.currentPage(), ...options }) {
    super();
    this.#options = { WebSocket: globalThis.WebSocket, ...options };
    this.#clock = options.clock ?? clocks.systemClock;
    this.#dialect = options.dialect ?? dialects.lifelineDialect;
    this.#page = page;
    this.#heartbeat = new Heartbeat({
      clock: this.#clock,
      ask: (n) => this.#beat(this.#dialect.ping(n)),
      dead: () => this.#end('heartbeat', 1006, 'nothing heard in time'),
    });
    this.#deadline = new clocks.Timer(this.#clock, () => this.#timedOut());
    this.#retry = new Retry({ ...options, clock: this.#clock, dial: () => this.#dial() });
  }

  /** @type {pageEvents.Page | null} */
  #page;

  /** What the page may show; a new object for every change. @returns {Readonly<Status>} */
  get status() {
    return this.#status;
  }

  /** Interval and time-out of the heartbeat together: an answer not here by then is missed, ms. */
  get deadlineMs() {
    return this.#heartbeat.deadlineMs;
  }

  /** Starts, and keeps at it. Where it has started already, nothing happens. */
  connect() {
    if (this.#status.state !== 'idle' && this.#status.state !== 'closed') return;
    this.#watch();
    this.#dial();
  }

  /** Dials now, however long there was to wait, and also where it had been refused or given up. */
  reconnect() {
    if (this.#socket) return;
    if (this.#status.state === 'gave-up') this.#retry.startOver();
    this.#watch();
    this.#dial();
  }

  /**
   * @param {dialects.Frame} frame
   * @returns {boolean} false: there is no open socket, nothing was sent. true is no receipt.
   */
  send(frame) {
    if (this.#socket?.readyState !== OPEN) return false;
    this.#socket.send(this.#dialect.encode(frame));
    return true;
  }

  /**
   * Ends the link for good: nothing reconnects. Where there is none, only what waits is stopped.
   * @param {string} [reason]  for the server, at most 123 bytes
   */
  close(reason = '') {
    if (this.#socket) this.#end('page', 1000, reason, true);
    else this.#rest({ state: 'closed', cause: 'page', reason });
  }

  /** Closes, and leaves no listener and no timer behind. */
  dispose() {
    this.close();
    this.clear();
  }

  #watch() {
    this.#unwatch();
    if (!this.#page) return;
    this.#unwatch = pageEvents.watchPage(this.#page, {
      wake: () => this.#wake(),
      age: () => this.#heartbeat.age(),
      network: (online) => this.#network(online),
    });
  }

  #dial() {
    this.#retry.dialled();
    this.#bye = null;
    const { WebSocket, url } = this.#options;
    if (!WebSocket) return this.#become({ state: 'unsupported' });
    this.#adopt(new WebSocket(url, this.#dialect.protocols));
    this.#deadline.start(this.#options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS);
    this.#become({ ...this.#past(), state: 'connecting' });
  }

  /**
   * There is no listener for `error`: a `close` follows every one, and one failure must count once.
   * @param {any} socket
   */
  #adopt(socket) {
    this.#socket = socket;
    const current = () => this.#socket === socket;
    socket.onopen = () => current() && this.#opened();
    socket.onmessage = (/** @type {MessageEvent} */ event) => current() && this.#received(event.data);
    socket.onclose = (/** @type {CloseEvent} */ event) => current() && this.#closed(event);
  }

  #opened() {
    this.#heartbeat.start();
    if (!this.#dialect.greets) this.#up();
    this.emit('open', null);
  }

  #up() {
    this.#deadline.stop();
    this.#upSince = this.#clock.now();
    this.#become({ state: 'online' });
  }

  /** @param {unknown} data */
  #received(data) {
    this.#heartbeat.heard();
    const frame = this.#dialect.decode(data);
    if (!frame) return;
    const control = this.#dialect.control(frame);
    if (control.asked !== undefined) this.#beat(this.#dialect.pong(control.asked));
    if (control.answered !== undefined) this.#measured(control.answered);
    if (control.heartbeat) this.#heartbeat.configure(control.heartbeat);
    if (control.bye) this.#farewell(control.bye);
    if (control.ready && this.#upSince === null) this.#up();
    this.emit('frame', { frame, text: String(data) });
  }

  /** @param {dialects.Frame} frame */
  #beat(frame) {
    this.send({ ...frame, ...this.#options.beat?.() });
  }

  /** @param {number} n */
  #measured(n) {
    const before = this.#heartbeat.rttMs;
    this.#heartbeat.answered(n);
    const { rttMs } = this.#heartbeat;
    if (rttMs !== before) this.#become({ ...this.#status, rttMs });
  }

  /** @param {dialects.Bye} bye */
  #farewell(bye) {
    this.#bye = bye;
    this.#deadline.start(FAREWELL_MS);
  }

  #timedOut() {
    this.#end('timeout', 1006, this.#bye ? 'no close after bye' : 'no connection in time');
  }

  /** @param {{ code: number, reason: string, wasClean: boolean }} event */
  #closed({ code, reason, wasClean }) {
    this.#end(code === 1006 ? 'network' : 'peer', code, reason, wasClean);
  }

  /**
   * The only end of a socket. It is let go at once: on a dead link its `close` event takes a minute.
   * @param {endings.Cause} cause @param {number} code @param {string} reason @param {boolean} [clean]
   */
  #end(cause, code, reason, clean = false) {
    const socket = this.#socket;
    const ending = this.#ending(cause, code, reason, clean);
    this.#socket = null;
    this.#upSince = null;
    this.#deadline.stop();
    this.#heartbeat.stop();
    this.lastEnding = ending;
    if (cause === 'page') socket.close(1000, reason);
    else socket.close();
    this.#goOn(ending);
    this.emit('close', ending);
  }

  /**
   * A bye knows better than the close frame after it, which may get lost.
   * @param {endings.Cause} cause @param {number} code @param {string} reason @param {boolean} clean
   * @returns {endings.Ending}
   */
  #ending(cause, code, reason, clean) {
    const uptimeMs = this.#upSince === null ? 0 : Math.max(1, this.#clock.now() - this.#upSince);
    const said = cause === 'page' ? null : this.#bye;
    const told = said && { cause: /** @type {const} */ ('server'), code: said.code, reason: said.reason };
    return { ...(told ?? { cause, code, reason }), clean, uptimeMs, rttMs: this.#heartbeat.rttMs, attempts: this.#retry.failures + 1 };
  }

  /** @param {endings.Ending} ending */
  #goOn(ending) {
    const { next, loginNeeded, wait } = endings.judge(ending, this.#bye, this.#dialect.doneIsFinal);
    if (next !== 'retry') return this.#rest({ ...this.#past(), state: next, ...(loginNeeded && { loginNeeded }) });
    const retryAt = this.#retry.after(ending.uptimeMs, wait);
    if (retryAt === null) return this.#rest({ ...this.#past(), state: 'gave-up' });
    this.#become({ ...this.#past(), state: this.#waiting(), retryAt });
  }

  /** What waiting is called. */
  #waiting() {
    return this.#page?.navigator.onLine === false ? 'offline' : 'waiting';
  }

  /** Nothing more by itself. @param {Status} status */
  #rest(status) {
    this.#retry.stop();
    this.#unwatch();
    this.#become(status);
  }

  /** What the last ending adds to a status. */
  #past() {
    if (!this.lastEnding) return {};
    const { code, reason, cause } = this.lastEnding;
    return { code, reason, cause, attempts: this.#retry.failures };
  }

  /** @param {Status} status */
  #become(status) {
    this.#status = status;
    this.emit('state', status);
  }

  #wake() {
    // Back from the bfcache the socket is closed already, while its event is still to come.
    if (this.#socket?.readyState > OPEN) this.#end('network', 1006, 'lost while the page was away');
    if (this.#socket) this.#heartbeat.probe();
    else if (this.#retry.mayHurry) this.#dial();
  }

  /** @param {boolean} online */
  #network(online) {
    // What failed without a network says nothing of the server.
    if (online) this.#retry.startOver();
    if (this.#retry.waiting) this.#become({ ...this.#status, state: this.#waiting() });
    if (online || this.#socket) this.#wake();
  }
}
