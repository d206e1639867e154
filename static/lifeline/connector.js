import * as connections from './connection.js';
import * as dialects from './dialect.js';
import { Heartbeat } from './heartbeat.js';
import * as settings from './options.js';

/**
 * @typedef {object} ConnectorListener  As a ConnectionListener, told also which connection it was.
 * @property {connections.ConnectionListener['frame']} frame
 * @property {connections.ConnectionListener['binary']} binary
 * @property {connections.ConnectionListener['asked']} asked
 * @property {connections.ConnectionListener['measured']} measured
 * @property {(connection: connections.Connection) => void} opened
 * @property {(connection: connections.Connection) => void} up
 * @property {(connection: connections.Connection, end: connections.End, bye: dialects.Bye | null) => void} ended
 */

/** Makes connections of sockets, and lends each in turn the one heartbeat of the link. */
export class Connector {
  #settings;
  #listener;
  /** The last one made: only that has the heartbeat. @type {connections.Connection | null} */
  #latest = null;

  /** @param {settings.Settings} options @param {ConnectorListener} listener */
  constructor(options, listener) {
    const { clock, random, heartbeat: times } = options;
    this.#settings = options;
    this.#listener = listener;
    /** Read its times, and ask for a probe; the rest is the connection's. */
    this.heartbeat = new Heartbeat({
      clock,
      random,
      times,
      ask: (n) => this.#latest?.ask(n),
      dead: () => this.#latest?.dead(),
    });
  }

  /** @param {any} socket @param {connections.Transport} transport */
  connect(socket, transport) {
    const { dialect, clock, beat, connectTimeoutMs: timeoutMs, page } = this.#settings;
    const { opened, up, ended, ...listener } = this.#listener;
    const connection = new connections.Connection({
      ...{ socket, transport, dialect, clock, beat, timeoutMs },
      heartbeat: this.heartbeat,
      hidden: () => page?.document.visibilityState === 'hidden',
      listener: {
        ...listener,
        opened: () => opened(connection),
        up: () => up(connection),
        ended: (end, bye) => ended(connection, end, bye),
      },
    });
    this.#latest = connection;
    return connection;
  }
}
