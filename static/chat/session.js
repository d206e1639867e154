import * as endings from '../lifeline/ending.js';
import * as links from '../lifeline/link.js';
import { BrowserLogin } from './browser-login.js';
import * as closeReports from './close-report.js';
import * as credits from './credit.js';
import * as frames from './frames.js';
import * as histories from './history.js';
import * as logs from './logs.js';
import * as outboxes from './outbox.js';
import * as readMarks from './read-marks.js';
import { Refusal } from './refusal.js';
import * as rooms from './room.js';
import * as typings from './typing.js';

/** Named in hello, for the server's statistics. */
const CLIENT = 'lifeline-web/1';
/** Codes that say: that frame was too large. */
const TOO_LARGE = [1009, 4009];

/**
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
 * @typedef {object} Parts  what the frames are for
 * @property {links.Link} link
 * @property {logs.Logs} logs
 * @property {outboxes.Outbox} outbox
 * @property {histories.History} history
 * @property {credits.Credit} credit
 * @property {readMarks.ReadMarks} marks
 * @property {typings.Typing} typing
 *
 * @typedef {<Name extends keyof ClientEvents>(name: Name, detail: ClientEvents[Name]) => void} Emit
 */

/** What is said on the link: hello, welcome, and which part every frame is for. */
export class Session {
  #link;
  #logs;
  #outbox;
  #history;
  #credit;
  #marks;
  #typing;
  #closeReports;
  #emit;
  /** The last session's id, for the server to end it if it still stands. @type {string | undefined} */
  #id;
  /** Welcomed, on this link. */
  #up = false;
  /** Whose the browser is: where that is somebody else, nothing of this page may be sent. */
  login;
  /** What the server takes. @type {frames.Limits} */
  limits = frames.DEFAULT_LIMITS;

  /**
   * @param {frames.Person} person @param {Parts} parts @param {closeReports.CloseReports} reports
   * @param {Emit} emit  tells the page
   */
  constructor(person, { link, logs, outbox, history, credit, marks, typing }, reports, emit) {
    this.login = new BrowserLogin(person, link);
    this.#link = link;
    this.#closeReports = reports;
    this.#logs = logs;
    this.#outbox = outbox;
    this.#history = history;
    this.#credit = credit;
    this.#marks = marks;
    this.#typing = typing;
    this.#emit = emit;
    link.on('open', () => this.#hello());
    link.on('close', (ending) => this.#linkDown(ending));
    link.on('rtt', ({ ms }) => reports.measured(ms));
    link.on('frame', ({ frame, text }) => this.#received(frame, text));
  }

  #hello() {
    this.#link.send({
      type: 'hello',
      client: CLIENT,
      rooms: this.#logs.hello(),
      ...(this.#id && { replaces: this.#id }),
      ...this.#closeReports.lastClose(),
    });
  }

  /** @param {endings.Ending} ending */
  #linkDown(ending) {
    this.#up = false;
    this.#closeReports.ended(ending);
    if (TOO_LARGE.includes(ending.code)) this.#outbox.frameWasTooLarge();
    this.#outbox.linkDown();
    this.#history.linkDown();
    this.#credit.linkDown();
    this.#logs.linkDown();
    this.#marks.stop();
    this.#typing.linkDown();
    for (const room of this.#logs.rooms.values()) this.#emit('room', { room });
  }

  /** @param {any} frame @param {string} text */
  #received(frame, text) {
    switch (frame.type) {
      case 'welcome':
        return this.#welcome(frame);
      case 'room':
        return this.#described([frame.room], false);
      case 'gone':
        return this.#gone(frame.room, frame.code);
      case 'events':
        this.#credit.events(frame, text);
        return this.#logs.events(frame);
      case 'caught_up':
        return this.#logs.caughtUp(frame);
      case 'reset':
        this.#credit.part(frame.part, text);
        return this.#logs.reset(frame);
      case 'page':
        this.#credit.part(frame.part, text);
        return this.#history.page(frame);
      case 'presence':
        return this.#logs.presence(frame);
      case 'typing':
        return this.#typing.tell(frame);
      case 'ack':
        return this.#acked(frame);
      case 'refused':
        return this.#refused(frame);
      case 'error':
        return this.#emit('notice', { level: 'error', code: frame.code, text: frame.detail });
      case 'notice':
        return this.#emit('notice', { level: frame.level, text: frame.text });
      default:
        // Frames of later versions: nothing that concerns us.
    }
  }

  /** @param {{ session: string, you: frames.Person, limits: frames.Limits, rooms: frames.Descriptor[] }} welcome */
  #welcome({ session, you, limits, rooms: descriptors }) {
    if (!this.login.welcomed(you)) return;
    this.#closeReports.welcomed();
    this.#id = session;
    this.limits = limits;
    this.#credit.linkUp(limits);
    this.#described(descriptors, !this.#up);
    // By HTTP it is greeted anew while the link stands: what is under way there goes on.
    if (this.#up) return;
    this.#up = true;
    this.#outbox.linkUp(limits);
    this.#history.linkUp();
    this.#marks.linkUp();
  }

  /** @param {frames.Descriptor[]} descriptors @param {boolean} welcome */
  #described(descriptors, welcome) {
    for (const descriptor of descriptors) {
      const read = this.#marks.settle(descriptor.id, descriptor.read, welcome);
      this.#logs.describe(descriptor).markRead(read);
    }
    this.#emit('rooms', null);
  }

  /** @param {string} id @param {string} code */
  #gone(id, code) {
    const room = this.#logs.rooms.get(id);
    if (room?.known && !room.gone) this.#emit('notice', { level: 'info', code: 'room-gone', text: room.name });
    this.#logs.leave(id, code);
    this.#credit.forget(id);
    this.#marks.forget(id);
    this.#history.abandon(id, new Refusal(code));
    this.#outbox.passed(id, Infinity);
    this.sweep(id);
    this.#emit('rooms', null);
  }

  /** A room that is not ours stays only while something typed into it is left. @param {string} id */
  sweep(id) {
    const room = this.#logs.rooms.get(id);
    if (room?.entries.length) return;
    if (room && !room.gone && (room.known || !this.#id)) return;
    this.#history.abandon(id, new Refusal('not-found'));
    this.#logs.forget(id);
  }

  /** @param {{ id: string, room: string, seq: number }} ack */
  #acked(ack) {
    this.#outbox.acked(ack);
    this.#outbox.passed(ack.room, this.#logs.reached(ack.room));
  }

  /** @param {frames.Refused} refused */
  #refused(refused) {
    if (this.#outbox.refused(refused) || this.#history.refused(refused)) return;
    this.#emit('notice', { level: 'error', code: refused.code, text: refused.detail });
  }
}
