import * as clocks from '../lifeline/clock.js';
import { Follower } from './follower.js';
import * as frames from './frames.js';
import { Room } from './room.js';

/** A hello names this many positions at most; the other logs are subscribed to after it. */
const NAMED = 500;

/**
 * @typedef {{ room: Room, follower: Follower }} Log
 *
 * @typedef {object} LogsOptions
 * @property {string} me  person id
 * @property {clocks.Clock} clock
 * @property {() => number} timeoutMs
 * @property {(frame: object) => boolean} send
 * @property {(room: Room) => void} started  It is followed from now on, or from somewhere else.
 * @property {(room: Room) => void} renamed
 * @property {(room: Room) => void} met  Somebody came or went.
 * @property {(room: Room) => void} turned  It is live now, or no longer.
 * @property {(room: Room, messages: readonly { id: string, by: frames.Person }[], seq: number) => void} reached
 *   The log is applied up to `seq`; the messages that came with that.
 */

/** All logs this person may read, and how far we are in each: the rooms, and the person's own. */
export class Logs {
  #options;
  /** @type {Map<string, Log>} */
  #logs = new Map();
  /** Logs whose position the hello of this link has named. @type {Set<string>} */
  #named = new Set();
  /** What people see: without the person's own log. @type {Map<string, Room>} */
  rooms = new Map();

  /** @param {LogsOptions} options */
  constructor(options) {
    this.#options = options;
  }

  /** Where we are, for a hello. */
  hello() {
    const held = [...this.#logs.values()].filter(({ follower }) => follower.position);
    const named = held.sort((a, b) => Number(b.room.opened) - Number(a.room.opened)).slice(0, NAMED);
    this.#named = new Set(named.map(({ room }) => room.id));
    return Object.fromEntries(named.map(({ room, follower }) => [room.id, follower.position]));
  }

  /**
   * A room we know of by other ways than the server's word on this link: it is not followed yet.
   * @param {{ id: string, slug?: string, name?: string }} room
   * @returns {Room}
   */
  mention({ id, slug, name }) {
    const room = this.#log({ id, slug, name }).room;
    this.rooms.set(id, room);
    return room;
  }

  /**
   * The server says that it is ours: follow it.
   * @param {frames.Descriptor} descriptor
   * @returns {Room}
   */
  describe(descriptor) {
    const { room, follower } = this.#log(descriptor);
    room.describe(descriptor);
    if (descriptor.kind !== 'self') this.rooms.set(room.id, room);
    if (!follower.position) follower.begin(descriptor.head);
    else if (!follower.live && !follower.busy) follower.resume(this.#named.delete(room.id));
    return room;
  }

  /** @param {string} id @param {string} code  why it is not ours any more */
  leave(id, code) {
    const log = this.#logs.get(id);
    log?.follower.stop();
    log?.room.leave(code);
  }

  /** @param {string} id */
  forget(id) {
    this.#logs.get(id)?.follower.stop();
    this.#logs.delete(id);
    this.rooms.delete(id);
  }

  /** @param {frames.Events} frame */
  events(frame) {
    this.#tell(frame.room, (follower) => follower.events(frame));
  }

  /** @param {frames.CaughtUp} frame */
  caughtUp({ room, head }) {
    this.#tell(room, (follower) => follower.caughtUp(head));
  }

  /** @param {frames.Slice} frame */
  reset(frame) {
    this.#tell(frame.room, (follower) => follower.reset(frame));
  }

  /**
   * @param {string} id
   * @returns {number} how far we are; Infinity: it is not ours, there is nothing to wait for
   */
  reached(id) {
    const log = this.#logs.get(id);
    return log && !log.room.gone ? log.follower.position?.seq ?? 0 : Infinity;
  }

  /** @param {frames.PresenceNews} news */
  presence(news) {
    const log = this.#logs.get(news.room);
    if (!log || log.room.gone) return;
    log.room.presence.tell(news);
    this.#options.met(log.room);
  }

  linkDown() {
    for (const { room, follower } of this.#logs.values()) {
      follower.linkDown();
      room.live = false;
      room.presence.clear();
    }
  }

  /** @param {string} id @param {(follower: Follower) => void} what */
  #tell(id, what) {
    const log = this.#logs.get(id);
    if (!log) return;
    const { room, follower } = log;
    what(follower);
    if (room.live === follower.live) return;
    room.live = follower.live;
    this.#options.turned(room);
  }

  /**
   * @param {{ id: string, slug?: string, name?: string }} identity
   * @returns {Log}
   */
  #log(identity) {
    const found = this.#logs.get(identity.id);
    if (found) return found;
    const room = new Room(identity, this.#options.me);
    const log = { room, follower: this.#follower(room) };
    this.#logs.set(room.id, log);
    return log;
  }

  /**
   * @param {Room} room
   * @returns {Follower}
   */
  #follower(room) {
    const { clock, timeoutMs, send, started, renamed, reached } = this.#options;
    const start = (/** @type {number} */ seq) => {
      room.timeline.start(seq);
      started(room);
      reached(room, [], seq);
    };
    return new Follower({ room: room.id, clock, timeoutMs, send, started: start, apply, reset });

    /** @param {frames.Event[]} events @param {frames.Position} position */
    function apply(events, position) {
      const { name } = room;
      room.apply(events, position);
      if (room.name !== name) renamed(room);
      reached(room, events.filter((event) => event.kind === 'post'), position.seq);
    }

    /** @param {frames.Past} past */
    function reset(past) {
      room.reset(past);
      started(room);
      reached(room, past.messages, past.head.seq);
    }
  }
}
