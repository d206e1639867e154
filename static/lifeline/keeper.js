import * as connections from './connection.js';
import * as dialects from './dialect.js';
import { Dialler } from './dialler.js';
import * as endings from './ending.js';
import { Heartbeat } from './heartbeat.js';
import * as settings from './options.js';
import { watchPage } from './page-events.js';
import { Retry } from './retry.js';
import { Standing } from './standing.js';
import * as statuses from './status.js';

/**
 * @typedef {object} KeeperEvents
 * @property {(status: statuses.Status) => void} state
 * @property {(socket: any) => void} open  greet now; may come again
 * @property {(ending: endings.Ending) => void} close
 * @property {(diagnosis: settings.Diagnosis) => void} finding
 *
 * @typedef {KeeperEvents & Pick<connections.ConnectionListener, 'frame' | 'binary' | 'asked' | 'measured'>} KeeperListener
 */

/**
 * Keeps one link: what follows from the end of a connection, and when the next is dialled. At every
 * moment at most one socket is ours; a WebSocket tried on the side of HTTP is the one exception.
 */
export class Keeper {
  #settings;
  #listener;
  /** Lent to each connection in turn. Read its times, and ask for a probe. */
  heartbeat;
  #dialler;
  /** Waits in 'waiting' and 'offline'. */
  #retry;
  #inquiry;
  /** The one that counts. @type {connections.Connection | null} */
  #connection = null;
  #standing;
  #unwatch = () => {};

  /** @param {settings.Settings} options @param {KeeperListener} listener */
  constructor(options, listener) {
    const { clock, heartbeat: times, diagnose } = options;
    this.#settings = options;
    this.#listener = listener;
    this.heartbeat = new Heartbeat({ ...options, times, ask: (n) => this.#connection?.ask(n), dead: () => this.#connection?.dead() });
    this.#dialler = new Dialler(options, {
      dialled: (socket) => this.#connect(socket),
      failed: (error) => this.#cannot(error),
      wayBack: (socket) => this.#goBack(socket),
    });
    this.#retry = new Retry({ ...options, dial: () => this.#dial() });
    this.#standing = new Standing({ ...listener, failures: () => this.#retry.failures });
    this.#inquiry = diagnose?.({ clock, found: (diagnosis) => this.#found(diagnosis) });
  }

  get status() {
    return this.#standing.status;
  }

  get lastEnding() {
    return this.#standing.lastEnding;
  }

  /** Starts, where nothing is under way. */
  start() {
    if (this.status.state === 'idle' || statuses.isFinal(this.status)) this.restart(false);
  }

  /** Dials now, whatever was pending. @param {boolean} [urgent]  Somebody clicked: does not wait for other links. */
  restart(urgent = true) {
    if (statuses.isFinal(this.status)) this.#retry.startOver();
    const ending = this.#letGo('dialled anew');
    this.#watch();
    this.#dial({ urgent, ending });
  }

  /** Somebody has logged in. */
  loggedIn() {
    if (this.status.wakes?.includes('login')) this.restart();
  }

  /** For good. @param {string} reason @param {number} code */
  close(reason, code) {
    if (this.status.state === 'closed') return;
    this.#rest('closed', { cause: 'page', code, reason }, this.#letGo(reason, code));
  }

  #watch() {
    this.#unwatch();
    this.#unwatch = watchPage(this.#settings.page, {
      wake: () => this.#wake(),
      age: () => this.#connection?.age(),
      network: (online) => this.#network(online),
    });
  }

  /** @param {{ urgent?: boolean, ending?: endings.Ending | null }} [how]  ending: of what was let go for it */
  #dial({ urgent = false, ending = null } = {}) {
    this.#retry.dialled();
    const { transport } = this.#dialler;
    if (!transport) return this.#rest('unsupported', {}, ending);
    try {
      this.#dialler.dial(urgent);
    } catch (error) {
      this.#cannot(error, ending);
      throw error;
    }
    return this.#standing.turn('connecting', { transport }, ending);
  }

  /** What cannot be dialled now never can. @param {unknown} error @param {endings.Ending | null} [ending] */
  #cannot(error, ending) {
    this.#rest('closed', { cause: 'page', reason: String(error) }, ending);
  }

  /** @param {any} socket */
  #connect(socket) {
    const connection = new connections.Connection({
      socket,
      heartbeat: this.heartbeat,
      settings: this.#settings,
      listener: {
        ...this.#listener,
        opened: () => this.#opened(socket),
        up: () => this.#up(),
        measured: (rttMs) => this.#measured(rttMs),
        ended: (end, bye, mute) => this.#ended(end, bye, mute),
      },
    });
    this.#connection = connection;
    return connection;
  }

  /** @param {any} socket */
  #opened(socket) {
    this.#dialler.leave();
    this.#inquiry?.stop();
    this.#standing.finding = null;
    this.#listener.open(socket);
  }

  #up() {
    this.#dialler.works();
    this.#standing.become({ state: 'online', transport: this.#dialler.transport });
  }

  /** @param {number} rttMs */
  #measured(rttMs) {
    if (this.status.rttMs !== rttMs) this.#standing.become({ ...this.status, rttMs });
    this.#listener.measured(rttMs);
  }

  /** @param {connections.End} end @param {dialects.Bye | null} bye @param {boolean} mute */
  #ended(end, bye, mute) {
    const ending = this.#noted(end);
    const { next, loginNeeded, wait } = endings.judge(ending, bye, this.#settings.dialect.doneIsFinal);
    if (next !== 'retry') return this.#rest(next, loginNeeded ? { loginNeeded } : {}, ending);
    const retryAt = this.#retry.after(ending.uptimeMs, wait);
    if (retryAt === null) return this.#rest('gave-up', {}, ending);
    const waiting = this.#standing.turn(this.#waiting(), { retryAt }, ending);
    if (waiting && mute) this.#didNotGetThrough();
    return undefined;
  }

  /** Ends what there is, and what waits. @param {string} [reason] @param {number} [code] */
  #letGo(reason, code) {
    this.#retry.stop();
    this.#inquiry?.stop();
    const end = this.#connection?.letGo(reason, code);
    if (end) return this.#noted(end);
    this.#dialler.stop();
    return null;
  }

  /** The connection is over. @param {connections.End} end @returns {endings.Ending} */
  #noted(end) {
    this.#connection = null;
    const ending = { ...end, attempts: this.#retry.failures + 1 };
    this.#standing.lastEnding = ending;
    // Last: it lets the next link dial.
    this.#dialler.stop();
    return ending;
  }

  /** WebSocket gets through again: HTTP is let go. @param {any} socket  open */
  #goBack(socket) {
    const ending = this.#letGo('WebSocket gets through again');
    const connection = this.#connect(socket);
    if (this.#standing.turn('connecting', { transport: 'websocket' }, ending)) connection.open();
  }

  #didNotGetThrough() {
    if (this.#dialler.transport === 'http') this.#dialler.didNotGetThrough();
    else if (this.#inquiry) this.#inquiry.ask();
    // Nobody knows why, but there is another way to try.
    else if (this.#settings.fallback) this.#found({ finding: 'blocked' });
  }

  /** @param {settings.Diagnosis} diagnosis */
  #found(diagnosis) {
    const before = this.status;
    this.#listener.finding(diagnosis);
    if (this.status !== before) return; // A listener has ended it, or dialled anew.
    const { finding, retryMs, spreadMs = 0 } = diagnosis;
    const next = finding === 'blocked' ? this.#dialler.didNotGetThrough() : null;
    if (next === 'again') return;
    if (next === 'changed') return this.#dial({ ending: this.#letGo('WebSocket does not get through') });
    this.#standing.finding = diagnosis;
    if (finding === 'logged-out') return this.#rest('refused', { loginNeeded: true }, this.#letGo(finding));
    if (finding === 'refused') return this.#rest('refused', {}, this.#letGo(finding));
    if (retryMs === undefined || !this.#retry.waiting) return this.#standing.explain();
    this.#standing.turn(this.#waiting(), { retryAt: this.#retry.hold({ retryMs, spreadMs }) });
  }

  /** What waiting is called. */
  #waiting() {
    return this.#settings.page?.navigator.onLine === false ? 'offline' : 'waiting';
  }

  /**
   * Nothing more by itself.
   * @param {statuses.State} state @param {Partial<statuses.Status>} [more] @param {endings.Ending | null} [ending]
   */
  #rest(state, more, ending) {
    // There is no connection any more, but what would lead to one.
    this.#letGo();
    if (state !== 'gave-up') this.#unwatch();
    this.#standing.turn(state, more, ending);
  }

  #wake() {
    this.#connection?.wake();
    const retryAt = this.#connection ? null : this.#retry.hurry();
    if (retryAt !== null) this.#standing.become(/** @type {statuses.Status} */ ({ ...this.status, retryAt }));
    this.#dialler.hurry();
  }

  /** @param {boolean} online */
  #network(online) {
    // What failed without a network says nothing of the server.
    if (online) this.#retry.startOver();
    if (online && this.status.state === 'gave-up') return this.#dial();
    if (this.#retry.waiting) this.#standing.become(/** @type {statuses.Status} */ ({ ...this.status, state: this.#waiting() }));
    if (online || this.#connection) this.#wake();
    return undefined;
  }
}
