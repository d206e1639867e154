import { sighting } from './records.js';

/**
 * @typedef {import('../../../../static/chat/client.js').ChatClient} ChatClient
 * @typedef {import('../../../../static/chat/client.js').Room} Room
 * @typedef {import('../../../../static/chat/frames.js').Position} Position
 */

/** Of a page's past the first one reads all; later so many pages, or a run would read nothing else. */
const PAGES_AFTER_LOAD = 2;
const PAGES_AFTER_RESET = 4;

/**
 * Writes down what one page's client is told and what it makes of it, by looking at its rooms before
 * and after it takes each frame. The client knows nothing of it.
 */
export class Witness {
  #client;
  #records;
  #mine;
  #first;
  /** Where the client stands in each room that it follows. @type {Map<string, Position>} */
  #positions = new Map();
  /** Slices of answers that are not complete, by room of a reset, by id of a page. @type {Map<string, any[]>} */
  #slices = new Map();
  /** Pages of the past that are still wanted, by room. @type {Map<string, number>} */
  #wanted = new Map();

  /**
   * @param {() => ChatClient} client
   * @param {import('./records.js').Records} records
   * @param {import('./posts.js').OwnPosts} mine
   * @param {boolean} first  the first page of this client: it reads every room from its beginning
   */
  constructor(client, records, mine, first) {
    this.#client = client;
    this.#records = records;
    this.#mine = mine;
    this.#first = first;
  }

  /** The rooms that are followed. */
  get rooms() {
    return [...this.#positions.keys()].flatMap((id) => this.#client().rooms.get(id) ?? []);
  }

  /** @param {string} room */
  position(room) {
    return this.#positions.get(room);
  }

  /** Is there more of its past to read? @param {Room} room */
  wantsPast(room) {
    return room.older && (this.#wanted.get(room.id) ?? 0) > 0;
  }

  opened() {
    this.#slices.clear();
    this.#records.link('connected');
  }

  /** @param {any} frame */
  sending(frame) {
    if (frame.type === 'post') this.#mine.sent(frame);
  }

  /** @param {any} frame */
  taking(frame) {
    const before = stateOf(this.#client().rooms.get(frame.room));
    return () => this.#taken(frame, before);
  }

  /** The last word on every room: where it stands, and what it shows. */
  end() {
    for (const room of this.rooms) {
      const { seq, digest } = /** @type {Position} */ (this.position(room.id));
      this.#records.keep('ended', { room: room.id, seq, digest, past_seq: room.timeline.floor ?? seq });
      const pending = room.entries.map(({ id }) => id);
      this.#records.keep('shown', { room: room.id, messages: room.messages.map(sighting), pending });
    }
  }

  /** @param {any} frame @param {ReturnType<typeof stateOf>} before */
  #taken(frame, before) {
    const room = this.#client().rooms.get(frame.room);
    switch (frame.type) {
      case 'welcome':
        return frame.rooms.forEach((/** @type {any} */ described) => this.#described(described));
      case 'room':
        return this.#described(frame.room);
      case 'gone':
        return this.#gone(frame.room);
      case 'events':
        return this.#events(frame, before, room);
      case 'caught_up':
        return this.#records.located(frame.room, frame.head);
      case 'reset':
        return room && this.#slice(room.id, frame, () => this.#reset(frame, room));
      case 'page':
        return room && this.#slice(frame.id, frame, () => this.#page(frame, before, room));
      case 'ack':
        return this.#mine.acked(frame.id, frame.room, frame.seq, 'ack');
      case 'refused':
        return this.#mine.refused(frame);
      case 'bye':
        return this.#records.link(`hears bye ${frame.code}: ${frame.reason}`);
      default:
        return undefined;
    }
  }

  /** Its view begins at the head; what was before that has to be read. @param {{ id: string, kind: string, head: Position }} described */
  #described({ id, kind, head }) {
    if (kind === 'self' || this.#positions.has(id)) return;
    this.#positions.set(id, head);
    this.#wanted.set(id, this.#first ? Infinity : PAGES_AFTER_LOAD);
    this.#records.keep('began', { room: id, seq: head.seq });
    this.#records.located(id, head);
  }

  /** @param {string} room */
  #gone(room) {
    this.#positions.delete(room);
    this.#wanted.delete(room);
  }

  /** @param {any} frame @param {ReturnType<typeof stateOf>} before @param {Room | undefined} room */
  #events({ room: id, prev, events, digest }, before, room) {
    const position = { seq: events[events.length - 1].seq, digest };
    // One's own log is no room, and nobody is shown it.
    if (!room) return;
    const applied = room.timeline.reached > before.reached;
    const appliedFrom = (applied ? before.reached : position.seq) + 1;
    this.#records.received(id, 'events', events, position, { applied_from: appliedFrom, prev });
    if (applied) this.#positions.set(id, position);
    this.#mine.seen(id, events);
  }

  /** @param {any} frame @param {Room} room */
  #reset({ head }, room) {
    const slices = this.#slices.get(room.id) ?? [];
    slices.forEach(({ messages, more }, index) =>
      this.#records.received(room.id, 'reset', messages, head, { first: index === 0, ...(!more && { stands_at: head.seq }) }));
    this.#positions.set(room.id, head);
    this.#wanted.set(room.id, PAGES_AFTER_RESET);
    this.#mine.seen(room.id, room.messages);
  }

  /** @param {any} frame @param {ReturnType<typeof stateOf>} before @param {Room} room */
  #page({ id, head }, before, room) {
    const { floor } = room.timeline;
    const taken = before.floor !== null && floor !== null && floor < before.floor;
    for (const { messages } of this.#slices.get(id) ?? []) {
      this.#mine.seen(room.id, messages);
      this.#records.received(room.id, 'page', messages, head, taken ? {} : { applied_from: head.seq + 1 });
    }
    if (taken) this.#wanted.set(room.id, (this.#wanted.get(room.id) ?? 0) - 1);
  }

  /**
   * A slice of an answer; with the last one the client takes them all.
   * @param {string} key @param {any} frame @param {() => void} complete
   */
  #slice(key, frame, complete) {
    this.#slices.set(key, [...(this.#slices.get(key) ?? []), frame]);
    if (frame.more) return;
    complete();
    this.#slices.delete(key);
  }
}

/** @param {Room | undefined} room */
function stateOf(room) {
  return { reached: room?.timeline.reached ?? 0, floor: room?.timeline.floor ?? null };
}
