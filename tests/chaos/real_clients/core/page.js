import { ChatClient } from '../../../../static/chat/client.js';
import { EntryStore } from '../../../../static/chat/entry-store.js';
import { Network } from './watched-socket.js';
import { Witness } from './witness.js';

/** A body of blanks alone is what the server may refuse for good. */
const REFUSED_FOR_GOOD = 'empty';

/**
 * @typedef {object} PageOptions
 * @property {string} url @property {string} cookie
 * @property {{ id: string, name: string }} person
 * @property {any[]} rooms  as the page is told of them by HTTP
 * @property {import('./records.js').Records} records
 * @property {import('./posts.js').OwnPosts} mine
 * @property {boolean} first  nothing was loaded before it
 * @property {(what: string) => void} trouble
 */

/** One page's client, from load to leave: what is in its outbox the next one finds. */
export class Page {
  #mine;
  #records;
  #trouble;
  #network = new Network();
  #witness;
  #client;
  /** Rooms the page was told of by HTTP, by id. @type {string[]} */
  #seeded;
  #left = false;
  /** Rooms whose past is being read. @type {Set<string>} */
  #reading = new Set();

  /** @param {PageOptions} options */
  constructor({ url, cookie, person, rooms, records, mine, first, trouble }) {
    this.#mine = mine;
    this.#records = records;
    this.#trouble = trouble;
    this.#seeded = rooms.filter(({ role }) => role).map(({ id }) => id);
    this.#witness = new Witness(() => this.#client, records, mine, first);
    const WebSocket = this.#network.socket(cookie, this.#watcher());
    this.#client = new ChatClient({ url, person, store: new EntryStore(), WebSocket, page: null, locks: null, storage: null });
    this.#client.on('room', ({ room }) => this.#changed(room));
    this.#client.on('notice', ({ level, code, text }) => level === 'error' && trouble(`notice ${code}: ${text}`));
    this.#client.on('connection', (connection) => this.#turned(connection));
    this.#client.seed(rooms);
    this.#client.start();
  }

  /** In one of its rooms. @param {number} pick  in [0, 1) @param {string} body */
  async post(pick, body) {
    const { rooms } = this.#witness;
    if (rooms.length) await this.#keeping(this.#client.post(rooms[Math.floor(pick * rooms.length)].id, body));
  }

  cut() {
    this.#network.cut();
  }

  stall() {
    this.#network.stall();
  }

  flow() {
    this.#network.flow();
  }

  /** Somebody clicks on "Try now". */
  retry() {
    const { state } = this.#client.connection;
    if (state === 'waiting' || state === 'offline') this.#client.reconnect();
  }

  /** @param {Record<string, [number, string]>} heads @returns {string} what it has not yet; '' when it has all */
  lacks(heads) {
    const unheard = this.#seeded.filter((id) => !this.#witness.position(id) && !this.#client.rooms.get(id)?.gone);
    const lacking = this.#witness.rooms.map((room) => this.#lacksOf(room, heads[room.id])).filter(Boolean);
    if (!unheard.length && !lacking.length) this.#noneLost();
    return [...unheard.map((id) => `room ${id} is not followed`), ...lacking].join('; ');
  }

  /** Nothing is pending: what was typed has been answered. */
  #noneLost() {
    const { unanswered } = this.#mine;
    if (unanswered.length) this.#trouble(`typed, and neither answered nor in the outbox: ${unanswered}`);
  }

  end() {
    this.#witness.end();
  }

  leave() {
    this.#left = true;
    this.#client.dispose();
  }

  /** @returns {import('./watched-socket.js').Watcher} */
  #watcher() {
    return {
      opened: () => this.#witness.opened(),
      sending: (frame) => this.#witness.sending(frame),
      taking: (frame) => {
        const taken = this.#witness.taking(frame);
        return () => {
          taken();
          if (frame.type !== 'events') this.#witness.rooms.forEach((room) => this.#readPast(room));
        };
      },
    };
  }

  /** @param {import('../../../../static/chat/client.js').Room} room @param {[number, string] | undefined} head */
  #lacksOf(room, head) {
    const { seq, digest } = /** @type {{ seq: number, digest: string }} */ (this.#witness.position(room.id));
    if (head && (seq !== head[0] || digest !== head[1])) return `room ${room.id} is at ${seq} ${digest}, its head is ${head}`;
    if (room.entries.length) return `room ${room.id} has ${room.entries.length} entries, ${room.entries[0].state}`;
    if (this.#witness.wantsPast(room)) return `room ${room.id} has its past above ${room.timeline.floor} alone`;
    return '';
  }

  /** @param {import('../../../../static/chat/client.js').Room} room */
  #changed(room) {
    for (const entry of room.entries) {
      this.#mine.invoked(entry);
      if (entry.state === 'refused') this.#discard(entry);
    }
    this.#readPast(room);
  }

  /** @param {import('../../../../static/chat/client.js').Entry} entry */
  #discard({ id, code, body }) {
    if (code !== REFUSED_FOR_GOOD || body.trim()) this.#trouble(`${JSON.stringify(body)} was refused for good, ${code}`);
    this.#keeping(this.#client.discard(id));
  }

  /** What a page begins as it is left may fail: its outbox is closed. @param {Promise<unknown>} change  of its outbox */
  async #keeping(change) {
    try {
      await change;
    } catch (error) {
      if (!this.#left) this.#trouble(`the outbox: ${error}`);
    }
  }

  /** @param {import('../../../../static/chat/client.js').Room} room */
  async #readPast(room) {
    if (this.#reading.has(room.id)) return;
    this.#reading.add(room.id);
    try {
      while (this.#witness.wantsPast(room)) await this.#client.older(room.id);
    } catch (refusal) {
      this.#records.link(`cannot read the past of room ${room.id}: ${refusal}`);
    } finally {
      this.#reading.delete(room.id);
    }
  }

  /** @param {import('../../../../static/chat/client-events.js').Connection} connection */
  #turned({ state, cause, code, reason, wakes }) {
    this.#records.link([state, cause, code, reason].filter(Boolean).join(' '));
    if (wakes && state !== 'closed') this.#trouble(`${state} for good: ${code} ${reason}`);
  }
}
