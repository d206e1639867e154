import * as endings from '../lifeline/ending.js';
import { BrowserLogin } from './browser-login.js';
import * as clientEvents from './client-events.js';
import * as closeReports from './close-report.js';
import * as frames from './frames.js';
import * as parts from './parts.js';
import { Refusal } from './refusal.js';

/** Named in hello, for the server's statistics. */
const CLIENT = 'lifeline-web/1';
/** Codes that say: that frame was too large. */
const TOO_LARGE = [1009, 4009];

/** What is said on the link: hello, welcome, and which part every frame is for. */
export class Session {
  #parts;
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
   * @param {frames.Person} person @param {parts.Parts} parts @param {closeReports.CloseReports} reports
   * @param {clientEvents.Emit} emit  tells the page
   */
  constructor(person, parts, reports, emit) {
    const { link } = parts;
    this.login = new BrowserLogin(person, link);
    this.#parts = parts;
    this.#closeReports = reports;
    this.#emit = emit;
    link.on('open', () => this.#hello());
    link.on('close', (ending) => this.#linkDown(ending));
    link.on('rtt', ({ ms }) => reports.measured(ms));
    link.on('frame', ({ frame, text }) => this.#received(frame, text));
  }

  #hello() {
    this.#parts.link.send({
      type: 'hello',
      client: CLIENT,
      rooms: this.#parts.logs.hello(),
      ...(this.#id && { replaces: this.#id }),
      ...this.#closeReports.lastClose(),
    });
  }

  /** @param {endings.Ending} ending */
  #linkDown(ending) {
    this.#up = false;
    this.#closeReports.ended(ending);
    if (TOO_LARGE.includes(ending.code)) this.#parts.outbox.frameWasTooLarge();
    this.#parts.outbox.linkDown();
    this.#parts.history.linkDown();
    this.#parts.credit.linkDown();
    this.#parts.logs.linkDown();
    this.#parts.marks.stop();
    this.#parts.typing.linkDown();
    for (const room of this.#parts.logs.rooms.values()) this.#emit('room', { room });
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
        this.#parts.credit.events(frame, text);
        return this.#parts.logs.events(frame);
      case 'caught_up':
        return this.#parts.logs.caughtUp(frame);
      case 'reset':
        this.#parts.credit.part(frame.part, text);
        return this.#parts.logs.reset(frame);
      case 'page':
        this.#parts.credit.part(frame.part, text);
        return this.#parts.history.page(frame);
      case 'presence':
        return this.#parts.logs.presence(frame);
      case 'typing':
        return this.#parts.typing.tell(frame);
      case 'ack':
        return this.#acked(frame);
      case 'refused':
        return this.#refused(frame);
      case 'error':
        if (!this.#up) this.#closeReports.refused();
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
    this.#parts.credit.linkUp(limits);
    this.#described(descriptors, !this.#up);
    // By HTTP it is greeted anew while the link stands: what is under way there goes on.
    if (this.#up) return;
    this.#up = true;
    this.#parts.outbox.linkUp(limits);
    this.#parts.history.linkUp();
    this.#parts.marks.linkUp();
  }

  /** @param {frames.Descriptor[]} descriptors @param {boolean} welcome */
  #described(descriptors, welcome) {
    for (const descriptor of descriptors) {
      const read = this.#parts.marks.settle(descriptor.id, descriptor.read, welcome);
      this.#parts.logs.describe(descriptor).markRead(read);
    }
    this.#emit('rooms', null);
  }

  /** @param {string} id @param {string} code */
  #gone(id, code) {
    const room = this.#parts.logs.rooms.get(id);
    if (room?.known && !room.gone) this.#emit('notice', { level: 'info', code: 'room-gone', text: room.name });
    this.#parts.logs.leave(id, code);
    this.#parts.credit.forget(id);
    this.#parts.marks.forget(id);
    this.#parts.history.abandon(id, new Refusal(code));
    this.#parts.outbox.passed(id, Infinity);
    this.sweep(id);
    this.#emit('rooms', null);
  }

  /** A room that is not ours stays only while something typed into it is left. @param {string} id */
  sweep(id) {
    const room = this.#parts.logs.rooms.get(id);
    if (room?.entries.length) return;
    if (room && !room.gone && (room.known || !this.#id)) return;
    this.#parts.history.abandon(id, new Refusal('not-found'));
    this.#parts.logs.forget(id);
  }

  /** @param {{ id: string, room: string, seq: number }} ack */
  #acked(ack) {
    this.#parts.outbox.acked(ack);
    this.#parts.outbox.passed(ack.room, this.#parts.logs.reached(ack.room));
  }

  /** @param {frames.Refused} refused */
  #refused(refused) {
    if (this.#parts.outbox.refused(refused) || this.#parts.history.refused(refused)) return;
    this.#emit('notice', { level: 'error', code: refused.code, text: refused.detail });
  }
}
