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
    /** @param {settings.Settings} options @param {ConnectorListener} listener */
    constructor(options: settings.Settings, listener: ConnectorListener);
    /** Read its times, and ask for a probe; the rest is the connection's. */
    heartbeat: Heartbeat;
    /** @param {any} socket @param {connections.Transport} transport */
    connect(socket: any, transport: connections.Transport): connections.Connection;
    #private;
}
/**
 * As a ConnectionListener, told also which connection it was.
 */
export type ConnectorListener = {
    frame: connections.ConnectionListener["frame"];
    binary: connections.ConnectionListener["binary"];
    asked: connections.ConnectionListener["asked"];
    measured: connections.ConnectionListener["measured"];
    opened: (connection: connections.Connection) => void;
    up: (connection: connections.Connection) => void;
    ended: (connection: connections.Connection, end: connections.End, bye: dialects.Bye | null) => void;
};
import { Heartbeat } from './heartbeat.js';
import * as connections from './connection.js';
import * as settings from './options.js';
import * as dialects from './dialect.js';
