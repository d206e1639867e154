import 'fake-indexeddb/auto';
import assert from 'node:assert/strict';
import { ChatClient } from '../../../../static/chat/client.js';
import { EntryStore } from '../../../../static/chat/entry-store.js';
import { chance } from '../chance.js';
import { FakeClock } from '../clock.js';
import { FakePage } from '../page.js';
import { fakeWebSocket } from '../socket.js';
import { settle } from '../wait.js';
import { ModelServer } from './server.js';

const ROOMS = ['r', 'q'];
const PAUSES_MS = [1, 200, 1_000, 5_000];
/** What becomes of messages: by their authors, but for reactions. */
const CHANGES = ['edit', 'delete', 'react', 'react'];
const FOLK = [{ id: 'bo', name: 'Bo' }, { id: 'cy', name: 'Cy' }];

/** What may happen, at any time and in any order; what stands twice happens twice as often. */
const HAPPENINGS = [
  (world) => world.pass(1),
  (world) => world.pass(1),
  (world) => world.pass(4),
  (world) => world.pass(Infinity),
  (world) => world.pass(Infinity),
  (world) => world.type(),
  (world) => world.type(),
  (world) => world.say('once'),
  (world) => world.say('once'),
  (world) => world.say('twice'),
  (world) => world.say('never'),
  (world) => world.swap(),
  (world) => world.change(),
  (world) => world.change(),
  (world) => world.look(),
  (world) => world.look(),
  (world) => world.arriveLate(),
  (world) => world.read(),
  (world) => world.decide(),
  (world) => world.below(3) === 0 && world.cut(),
  (world) => world.below(3) === 0 && world.erase(),
  (world) => world.below(4) === 0 && world.restore(),
  (world) => world.below(4) === 0 && world.comeOrGo(),
  (world) => world.below(4) === 0 && world.reload(),
  (world) => world.clock.advance(world.pick(PAUSES_MS)),
];

/** One person's page and a server between which anything may happen, the same for the same seed. */
export class ModelWorld {
  clock = new FakeClock();
  /** Bodies in the order of typing, by room; and those that the server or a person took back. */
  typed = new Map(ROOMS.map((room) => [room, []]));
  given = new Set();
  #bodies = 0;

  /** @param {number} seed */
  constructor(seed) {
    Object.assign(this, chance(seed));
    this.seed = seed;
    this.server = new ModelServer(this);
    for (const room of ROOMS) this.server.room(room);
    this.WebSocket = fakeWebSocket();
    this.WebSocket.dialled = (socket) => queueMicrotask(() => socket.readyState === 0 && this.server.accept(socket));
  }

  async begin() {
    for (let n = this.below(20); n > 0; n -= 1) this.say('once');
    await this.open();
  }

  async open() {
    const store = new EntryStore({ name: `model-${this.seed}` });
    this.client = new ChatClient({ url: `ws://model-${this.seed}/`, person: this.server.you, store, clock: this.clock, random: this.random, WebSocket: this.WebSocket, page: new FakePage(), locks: null, storage: null });
    this.client.start();
    await settle();
  }

  async happen() {
    await this.pick(HAPPENINGS)(this);
    await settle();
    this.check();
  }

  /** Frames pass, both ways; a connection that is lost takes those that are on their way. */
  pass(count) {
    const connection = this.server.last;
    for (let n = 0; n < count && connection?.open && (connection.inbox.length || connection.outbox.length); n += 1) {
      if (connection.inbox.length && this.below(2)) this.server.hear(connection);
      else if (connection.outbox.length) connection.socket.receive(connection.outbox.shift());
      else this.server.hear(connection);
    }
  }

  async type() {
    const room = this.pick(ROOMS);
    const body = `${this.below(12) ? 'm' : 'bad'}${(this.#bodies += 1)}`;
    if (!this.client.rooms.get(room) || this.client.rooms.get(room).gone) return;
    this.typed.get(room).push(body);
    await this.client.post(room, body);
  }

  say(told) {
    const n = (this.#bodies += 1);
    this.server.commit(this.pick(ROOMS), { kind: 'post', by: this.pick(FOLK), body: `o${n}`, html: `o${n}` }, told);
  }

  /** Two frames of events overtake each other. */
  swap() {
    const outbox = this.server.last?.outbox ?? [];
    const at = outbox.findIndex((frame, n) => frame.type === 'events' && outbox[n + 1]?.type === 'events');
    if (at >= 0) outbox.splice(at, 2, outbox[at + 1], outbox[at]);
  }

  change() {
    const room = this.pick(ROOMS);
    const { posts } = this.server.logs.get(room);
    if (!posts.length) return;
    const { seq, id, by: author } = this.pick(posts);
    const kind = this.pick(CHANGES);
    const n = (this.#bodies += 1);
    const content = { edit: { body: `c${n}`, html: `c${n}` }, delete: {}, react: { emoji: this.pick(['a', 'b']), on: this.below(2) === 0 } };
    this.server.commit(room, { kind, by: kind === 'react' ? this.pick(FOLK) : author, of: { seq, id }, ...content[kind] });
  }

  erase() {
    const { id } = this.pick(FOLK);
    for (const room of ROOMS) this.server.commit(room, { kind: 'erased', by: { id, name: `deleted-${id}` }, who: { id, name: `deleted-${id}` } });
  }

  /** Somebody looks at a room, or scrolls up in it. */
  look() {
    const room = this.client.rooms.get(this.pick(ROOMS));
    if (room && !room.gone) this.client[this.pick(['open', 'older'])](room.id).catch(() => {});
  }

  arriveLate() {
    const connection = this.server.last;
    if (connection) connection.outbox.push(...connection.late.splice(0));
  }

  read() {
    const room = this.client.rooms.get(this.pick(ROOMS));
    if (room?.messages.length && !room.gone) this.client.markRead(room.id, this.pick(room.messages).seq);
  }

  /** About something that was refused. */
  async decide() {
    const refused = [...this.client.rooms.values()].flatMap(({ entries }) => entries).find(({ state }) => state === 'refused');
    if (!refused) return;
    const take = this.below(2) ? this.client.retry(refused.id) : this.client.discard(refused.id).then((body) => this.given.add(body));
    await take;
  }

  cut() {
    const connection = this.server.last;
    if (connection?.open) connection.socket.fail(this.pick([1006, 1011, 1012]));
    this.clock.advance(20_000);
  }

  restore() {
    const room = this.pick(ROOMS);
    for (const { body } of this.server.restore(room, this.below(this.server.logs.get(room).head.seq + 1))) this.given.add(body);
  }

  comeOrGo() {
    if (this.server.lost.has('q')) this.server.join('q');
    else this.server.leave('q');
  }

  /** The page is loaded anew: what is on disk is all there is. */
  async reload() {
    if (this.server.last?.open) this.server.last.socket.end(1001);
    this.client.dispose();
    await this.open();
  }

  /** At any moment: nothing is shown twice, and what is shown is in order. */
  check() {
    for (const { id, messages, entries } of this.client.rooms.values()) {
      const seqs = messages.map(({ seq }) => seq);
      assert.ok(seqs.every((seq, n) => !n || seq > seqs[n - 1]), `${this.told} room ${id}: ${seqs}`);
      const ids = [...messages, ...entries].map((shown) => shown.id);
      assert.equal(new Set(ids).size, ids.length, `${this.told} room ${id}: something is shown twice`);
    }
  }

  get told() {
    return `seed ${this.seed}:`;
  }

  /** All is well for as long as it takes; one more event, for whoever missed the last one. */
  async end() {
    if (this.server.lost.has('q')) this.server.join('q');
    for (let second = 0; second < 60; second += 1) await this.quiet();
    for (const room of ROOMS) this.server.commit(room, { kind: 'post', by: FOLK[0], body: `end ${room}`, html: '' });
    for (let second = 0; second < 30; second += 1) await this.quiet();
    for (const room of ROOMS) this.client.open(room).catch(() => {});
    for (let second = 0; second < 30 && ROOMS.some((id) => this.client.rooms.get(id)?.older); second += 1) {
      for (const room of ROOMS) this.client.older(room).catch(() => {});
      await this.quiet();
      await this.quiet();
    }
    this.check();
  }

  async quiet() {
    this.arriveLate();
    this.pass(Infinity);
    await settle();
    this.clock.advance(1_000);
    await settle();
    this.pass(Infinity);
    await settle();
  }
}
