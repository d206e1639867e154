import { Absence } from './absence.js';
import * as clocks from './clock.js';
import * as dialects from './dialect.js';
import { encoded, isData } from './encoding.js';
import * as endings from './ending.js';
import * as heartbeats from './heartbeat.js';
import * as settings from './options.js';

/** After a `bye` the close follows at once, or is lost. */
const FAREWELL_MS = 2_000;
/** `WebSocket.CONNECTING` and `OPEN`; written out, since the class is injected. */
const CONNECTING = 0;
const OPEN = 1;

/** A listener only so that Node's `ws` does not take an error for unheard. A `close` follows each. */
const unheeded = () => {};

/**
 * @typedef {object} ConnectionListener
 * @property {() => void} opened  greet now; may come again
 * @property {() => void} up  the server has answered
 * @property {(event: { frame: dialects.Frame, text: string }) => void} frame
 * @property {(data: ArrayBuffer) => void} binary  no frame of the dialect
 * @property {(n: number) => void} asked  our question number n has left
 * @property {(rttMs: number) => void} measured
 * @property {(end: End, bye: dialects.Bye | null, mute: boolean) => void} ended  Not by `letGo`;
 *   called once, and nothing after it. mute: it never was up, and nothing was heard, not even why it
 *   was closed, as with what does not get through.
 *
 * @typedef {Omit<endings.Ending, 'attempts'>} End
 *
 * @typedef {object} ConnectionOptions
 * @property {any} socket  like a WebSocket: CONNECTING, or OPEN already
 * @property {heartbeats.Heartbeat} heartbeat  lent for the life of this connection
 * @property {settings.Settings} settings
 * @property {ConnectionListener} listener
 */

/**
 * One socket, from the dial to its end. Once that has come, whatever the cause, nothing more is
 * heard of it: late events belong to nobody.
 */
export class Connection {
  #socket;
  #dialect;
  #clock;
  #heartbeat;
  #fields;
  #listener;
  #absence;
  /** Time-out of the try, and after a bye of the farewell. */
  #deadline;
  /** @type {dialects.Bye | null} */
  #bye = null;
  /** When the server had answered, ms; null: it has not yet. @type {number | null} */
  #upSince = null;
  #over = false;
  #opened = false;
  /** Nothing at all was heard. */
  #silent = true;

  /** @param {ConnectionOptions} options */
  constructor({ socket, heartbeat, settings: { dialect, clock, beat, connectTimeoutMs, page }, listener }) {
    this.#socket = socket;
    this.#dialect = dialect;
    this.#clock = clock;
    this.#heartbeat = heartbeat;
    this.#fields = beat;
    this.#listener = listener;
    this.#absence = new Absence(clock, page);
    this.#deadline = new clocks.Timer(clock, () => this.#timedOut());
    this.#deadline.start(connectTimeoutMs);
    this.#absence.expect(connectTimeoutMs);
    this.#hear();
  }

  get #up() {
    return this.#upSince !== null;
  }

  /** The socket is open, by an event or because it was adopted so; or wants to be greeted once more. */
  open() {
    if (!this.#opened) {
      this.#opened = true;
      this.#heartbeat.start();
      this.#absence.expect(this.#heartbeat.deadlineMs);
    }
    this.#listener.opened();
    if (this.#over || this.#up) return;
    if (this.#dialect.ready === 'open') this.#answered();
    else if (this.#dialect.ready === 'answer') this.#heartbeat.probe();
  }

  /** The page may be looked at again, or the network have changed: does the link live? */
  wake() {
    // Back from the bfcache the socket is closed already, while its event is still to come.
    if (this.#socket.readyState > OPEN) this.#end('network', 1006, 'lost while the page was away');
    else this.#heartbeat.probe(this.#absence.noticed ? this.#heartbeat.wakeMs : undefined);
  }

  /** The page is about to stop. */
  age() {
    this.#absence.leave();
    this.#heartbeat.age();
  }

  /** The heartbeat's question. @param {number} n */
  ask(n) {
    this.#beat(this.#dialect.ping(n));
    this.#listener.asked(n);
  }

  /** The heartbeat's verdict. */
  dead() {
    this.#end('heartbeat', 1006, 'nothing heard in time');
  }

  /**
   * We let it go, at once: on a dead link its `close` event takes a minute.
   * @param {string} [reason] @param {number} [code]  for the server
   * @returns {End}
   */
  letGo(reason = '', code = 1000) {
    const ending = this.#endingOf({ cause: 'page', code, reason, clean: true });
    this.#leave(() => this.#socket.close(code, reason));
    return ending;
  }

  /** There is no listener that counts for `error`: a `close` follows every one, and one failure must count once. */
  #hear() {
    const socket = this.#socket;
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => this.open();
    socket.onmessage = (/** @type {MessageEvent} */ event) => this.#received(event.data);
    socket.onerror = unheeded;
    socket.onclose = (/** @type {CloseEvent} */ { code, reason, wasClean }) =>
      this.#end(code === 1006 ? 'network' : 'peer', code, reason, wasClean);
  }

  #answered() {
    if (!this.#bye) this.#deadline.stop();
    this.#upSince = this.#clock.now();
    this.#listener.up();
  }

  /** @param {string | ArrayBuffer} data */
  #received(data) {
    this.#silent = false;
    this.#absence.heard(this.#heartbeat.deadlineMs);
    this.#heartbeat.heard();
    const frame = this.#dialect.decode(data);
    if (frame !== null) this.#heed(this.#dialect.control(frame));
    if (!this.#over && !this.#up && this.#dialect.ready === 'answer') this.#answered();
    if (this.#over) return;
    if (frame !== null) this.#listener.frame({ frame, text: typeof data === 'string' ? data : '' });
    else if (typeof data !== 'string') this.#listener.binary(data);
  }

  /** @param {dialects.Control} control */
  #heed({ asked, answered, heartbeat, bye, ready }) {
    if (asked !== undefined && this.#dialect.pong) this.#beat(this.#dialect.pong(asked));
    if (answered !== undefined) this.#measure(answered);
    if (heartbeat) this.#heartbeat.configure(heartbeat);
    if (bye) this.#farewell(bye);
    if (ready && !this.#over && !this.#up) this.#answered();
  }

  /** Ahead of all that is queued. @param {any} frame */
  #beat(frame) {
    if (this.#socket.readyState !== OPEN) return;
    this.#socket.send(encoded(this.#dialect, isData(frame) ? frame : { ...frame, ...this.#fields?.() }));
  }

  /** @param {number | true} n */
  #measure(n) {
    if (this.#heartbeat.answered(n)) this.#listener.measured(/** @type {number} */ (this.#heartbeat.rttMs));
  }

  /** @param {dialects.Bye} bye */
  #farewell(bye) {
    this.#bye = bye;
    this.#deadline.start(FAREWELL_MS);
  }

  #timedOut() {
    this.#end('timeout', 1006, this.#bye ? 'no close after bye' : 'no connection in time');
  }

  /** @param {endings.Cause} cause @param {number} code @param {string} reason @param {boolean} [clean] */
  #end(cause, code, reason, clean = false) {
    if (code !== 1006) this.#silent = false;
    const bye = this.#bye;
    const ending = this.#endingOf({ ...told(bye, { cause, code, reason }), clean });
    this.#leave(() => this.#socket.close());
    this.#listener.ended(ending, bye, this.#silent && !this.#up);
  }

  /** @param {Pick<endings.Ending, 'cause' | 'code' | 'reason' | 'clean'>} said */
  #endingOf({ cause, code, reason, clean }) {
    const uptimeMs = this.#upSince === null ? 0 : Math.max(1, this.#clock.now() - this.#upSince);
    const gap = endings.mayBeGap({ cause, code }) && this.#absence.noticed;
    return { cause: gap ? /** @type {const} */ ('gap') : cause, code, reason, clean, uptimeMs, rttMs: this.#heartbeat.rttMs };
  }

  /** @param {() => void} close */
  #leave(close) {
    const socket = this.#socket;
    this.#over = true;
    this.#deadline.stop();
    this.#heartbeat.stop();
    socket.onopen = socket.onmessage = socket.onclose = null;
    // Closing one that is CONNECTING makes `ws` emit an error.
    if (socket.readyState !== CONNECTING) socket.onerror = null;
    if (socket.readyState <= OPEN) close();
  }
}

/**
 * A bye knows better than the close frame after it, which may get lost.
 * @param {dialects.Bye | null} bye @param {Pick<endings.Ending, 'cause' | 'code' | 'reason'>} otherwise
 */
function told(bye, otherwise) {
  return bye ? { cause: /** @type {const} */ ('server'), code: bye.code, reason: bye.reason } : otherwise;
}
