import * as endings from '../lifeline/ending.js';
import * as links from '../lifeline/link.js';
import * as rooms from './room.js';

/**
 * What the client tells a page.
 *
 * @typedef {Omit<links.Status, 'cause'> & { cause?: endings.Cause | 'person' }} Connection
 *   cause 'person': the browser is logged in as somebody else than this page by now
 *
 * @typedef {{ level: string, text: string, code?: string }} Notice
 *
 * @typedef {object} ClientEvents
 * @property {Connection} connection
 * @property {null} rooms  which rooms there are, or how they are called
 * @property {{ room: rooms.Room }} room  messages, entries, counts or `live` of one of them
 * @property {{ room: string }} moment  who is there, or types, in the room of that id
 * @property {Notice} notice
 *
 * @typedef {<Name extends keyof ClientEvents>(name: Name, detail: ClientEvents[Name]) => void} Emit
 */
