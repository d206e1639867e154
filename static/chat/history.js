import * as clocks from '../lifeline/clock.js';
import * as frames from './frames.js';
import { Refusal } from './refusal.js';
import * as rooms from './room.js';
import { uuid } from './uuid.js';

/** Messages a page: two screens full. */
const LIMIT = 50;
/** A page older than our own position when we asked: its reader lags. Let it catch up. */
const STALE_MS = 1_000;

/**
 * @typedef {object} Request
 * @property {rooms.Room} room
 * @property {number} notBefore  ms; the server asked for patience
 * @property {Promise<boolean>} promise
 * @property {(added: boolean) => void} resolve
 * @property {(error: Error) => void} reject
 *
 * @typedef {object} Service  the one request that is out
 * @property {Request} request
 * @property {string} id
 * @property {number} since  where we were when we asked: the journal holds what came after it
 * @property {frames.Past[]} slices
 */

/** Loads the past of rooms, a page at a time, one request at a time as the server serves them. */
export class History {
  #clock;
  #send;
  #timeoutMs;
  #loaded;
  #retry;
  #timeout;
  /** @type {Map<string, Request>} */
  #requests = new Map();
  /** @type {Service | null} */
  #service = null;
  #up = false;

  /**
   * @param {object} options
   * @param {clocks.Clock} options.clock
   * @param {() => number} options.timeoutMs  after which a page is asked for again
   * @param {(frame: object) => boolean} options.send
   * @param {(room: rooms.Room, past: frames.Past) => void} options.loaded  a page was put in
   */
  constructor({ clock, timeoutMs, send, loaded }) {
    this.#clock = clock;
    this.#send = send;
    this.#timeoutMs = timeoutMs;
    this.#loaded = loaded;
    this.#retry = new clocks.Timer(clock, () => this.#pump());
    this.#timeout = new clocks.Timer(clock, () => this.#again(0));
  }

  /**
   * The page before the first loaded message; waits for the link, and for the room to be followed.
   * @param {rooms.Room} room
   * @returns {Promise<boolean>} false: there was nothing before
   */
  load(room) {
    const found = this.#requests.get(room.id);
    if (found) return found.promise;
    const request = requestFor(room);
    this.#requests.set(room.id, request);
    this.#pump();
    return request.promise;
  }

  /**
   * @param {string} room
   * @returns {Promise<boolean> | undefined} of the page that is being loaded
   */
  pending(room) {
    return this.#requests.get(room)?.promise;
  }

  linkUp() {
    this.#up = true;
    this.#pump();
  }

  linkDown() {
    this.#up = false;
    this.#service = null;
    this.#retry.stop();
    this.#timeout.stop();
  }

  /** A room has begun to be followed, or is followed from somewhere else now: ask (again). @param {string} room */
  restart(room) {
    if (this.#service?.request.room.id === room) this.#again(0);
    else this.#pump();
  }

  /** @param {string} room @param {Refusal} why */
  abandon(room, why) {
    const request = this.#requests.get(room);
    if (!request) return;
    this.#requests.delete(room);
    request.reject(why);
    this.restart(room);
  }

  /** @param {frames.Slice} slice  one that is not the answer to what is out is ignored */
  page(slice) {
    const service = this.#service;
    if (slice.id !== service?.id) return;
    service.slices.push(slice);
    this.#timeout.start(this.#timeoutMs());
    if (!slice.more) this.#complete(service);
  }

  /**
   * @param {frames.Refused} refused
   * @returns {boolean} Was it ours?
   */
  refused({ id, code, detail, retry_ms: retryMs }) {
    if (id !== this.#service?.id) return false;
    if (retryMs === undefined) this.abandon(this.#service.request.room.id, new Refusal(code, detail));
    else this.#again(retryMs);
    return true;
  }

  /** @param {Service} service */
  #complete({ request, since, slices }) {
    const past = frames.joinSlices(slices);
    if (past.head.seq < since) return this.#again(STALE_MS);
    const { room } = request;
    room.load(past);
    this.#loaded(room, past);
    this.#done(request, past.messages.length > 0);
  }

  /** @param {Request} request @param {boolean} added */
  #done(request, added) {
    this.#requests.delete(request.room.id);
    request.resolve(added);
    this.#again(0);
  }

  /** The service is free, and whoever had it waits this long. @param {number} delayMs */
  #again(delayMs) {
    if (this.#service) this.#service.request.notBefore = this.#clock.now() + delayMs;
    this.#service = null;
    this.#timeout.stop();
    this.#pump();
  }

  #pump() {
    const now = this.#clock.now();
    for (const request of this.#requests.values()) {
      if (!this.#up || this.#service) return;
      const { room, notBefore } = request;
      if (room.timeline.floor === null) continue;
      if (notBefore > now) this.#retry.startBy(notBefore - now);
      else if (room.older) this.#ask(request);
      else this.#done(request, false);
    }
  }

  /** @param {Request} request */
  #ask(request) {
    const { room } = request;
    const { timeline } = room;
    this.#service = { request, id: uuid(), since: timeline.reached, slices: [] };
    timeline.openJournal();
    this.#timeout.start(this.#timeoutMs());
    const before = (timeline.floor ?? 0) + 1;
    this.#send({ type: 'history', id: this.#service.id, room: room.id, before, limit: LIMIT });
  }
}

/**
 * @param {rooms.Room} room
 * @returns {Request}
 */
function requestFor(room) {
  /** @type {any} */
  const request = { room, notBefore: 0 };
  request.promise = new Promise((resolve, reject) => Object.assign(request, { resolve, reject }));
  // Whoever asked hears of a refusal; where nobody waits for the answer, it is no error either.
  request.promise.catch(() => {});
  return request;
}
