import { ModelLog } from './log.js';

/** A gap above this is a reset, of so many messages; small, so that runs come to them. */
const REPLAY = 12;
const RESET = 4;
const LIMITS = { frame_bytes: 65_536, body_chars: 4_000, unseen_bytes: 262_144, posts_per_s: 5 };

/** What one client is connected by: frames wait in it until somebody lets them pass. */
class Connection {
  /** To the server, and to the client. */
  inbox = [];
  outbox = [];
  /** Frames that are made, and wait for others to pass them. */
  late = [];
  live = new Set();
  /** Bytes out that were not seen: by room up to a seq, and by part. */
  unseen = new Map();
  parts = new Set();

  constructor(socket) {
    this.socket = socket;
    socket.onsend = (text) => this.inbox.push(JSON.parse(text));
  }

  get open() {
    return this.socket.readyState === 1;
  }

  send(frame) {
    if (frame.type === 'events') this.unseen.set(frame.room, Math.max(this.unseen.get(frame.room) ?? 0, frame.events.at(-1).seq));
    if (frame.part) this.parts.add(frame.part);
    this.outbox.push(frame);
  }

  seen({ rooms = {}, parts = [] }) {
    for (const [room, seq] of Object.entries(rooms)) if (seq >= (this.unseen.get(room) ?? 0)) this.unseen.delete(room);
    for (const part of parts) this.parts.delete(part);
  }
}

/** A server of docs/protocol.md over model logs. Nothing passes by itself: the world lets it. */
export class ModelServer {
  /** @type {Map<string, ModelLog>} */
  logs = new Map();
  /** Committed: id → { body, room, seq }. */
  ids = new Map();
  connections = [];
  you = { id: 'me', name: 'Ann' };
  /** Rooms that are not ours any more. */
  lost = new Set();
  /** How far we have read: room → seq. */
  read = new Map();
  #part = 0;

  /** @param {ReturnType<import('../chance.js').chance>} chance */
  constructor(chance) {
    this.chance = chance;
  }

  room(id) {
    this.logs.set(id, new ModelLog(id, this.chance.random));
  }

  get last() {
    return this.connections.at(-1);
  }

  accept(socket) {
    this.connections.push(new Connection(socket));
    socket.open();
  }

  /** Somebody does something in a room; `told`: whether, and how, those who follow it hear. */
  commit(room, event, told = 'once') {
    const log = this.logs.get(room);
    const { seq } = log.add({ id: `e${this.chance.below(1e12)}`, by: { id: 'bo', name: 'Bo' }, ...event });
    for (const connection of this.connections.filter(({ live }) => live.has(room))) {
      const frame = log.frame(seq - 1, seq);
      if (told !== 'never') connection.send(frame);
      if (told === 'twice') connection.send(frame);
    }
    return seq;
  }

  /** A backup is restored; what was said since is lost. */
  restore(room, seq) {
    const log = this.logs.get(room);
    const lost = log.rewind(seq);
    for (const { id } of lost) this.ids.delete(id);
    this.read.set(room, Math.min(seq, this.read.get(room) ?? 0));
    for (const connection of this.connections) if (connection.live.has(room)) this.#reset(connection, log);
    return lost;
  }

  /** The next frame of the client. */
  hear(connection) {
    const frame = connection.inbox.shift();
    if (frame && connection.open) this[`on_${frame.type}`]?.(frame, connection);
  }

  describe(log) {
    const { id, posts, head } = log;
    const read = Math.min(this.read.get(id) ?? 0, head.seq);
    const unread = posts.filter(({ seq, by }) => seq > read && by.id !== this.you.id).length;
    return { id, slug: id, name: id, kind: 'public', role: 'member', head, posts: posts.length, read, unread };
  }

  leave(room) {
    this.lost.add(room);
    for (const connection of this.connections) {
      connection.live.delete(room);
      connection.unseen.delete(room);
      connection.send({ type: 'gone', room, code: 'not-found' });
    }
  }

  join(room) {
    this.lost.delete(room);
    this.read.set(room, this.logs.get(room).head.seq);
    for (const connection of this.connections) connection.send({ type: 'room', room: this.describe(this.logs.get(room)) });
  }

  on_ping({ n, seen }, connection) {
    connection.seen({ rooms: seen });
    connection.send({ type: 'pong', n });
  }

  on_pong({ seen }, connection) {
    connection.seen({ rooms: seen });
  }

  on_seen(frame, connection) {
    connection.seen(frame);
  }

  /** A mark names no history. One of a client that has not heard of the reset yet ends there. */
  on_read({ room, seq }, connection) {
    const unheard = connection.outbox.filter((frame) => frame.type === 'reset' && frame.room === room);
    const most = Math.min(seq, this.logs.get(room).head.seq, ...unheard.map(({ head }) => head.seq));
    this.read.set(room, Math.max(most, this.read.get(room) ?? 0));
  }

  on_hello({ rooms }, connection) {
    const mine = [...this.logs.values()].filter(({ id }) => !this.lost.has(id)).map((log) => this.describe(log));
    connection.send({ type: 'welcome', session: 's', you: this.you, heartbeat: { interval_ms: 10_000, timeout_ms: 4_000 }, limits: LIMITS, rooms: mine, at: 1 });
    for (const [room, from] of Object.entries(rooms)) this.on_subscribe({ room, from }, connection);
  }

  on_subscribe({ room, from }, connection) {
    const log = this.logs.get(room);
    if (this.lost.has(room)) return connection.send({ type: 'gone', room, code: 'not-found' });
    connection.live.add(room);
    const { head } = log;
    if (!log.holds(from) || head.seq - from.seq > REPLAY) return this.#reset(connection, log);
    for (let seq = from.seq; seq < head.seq; seq += 3) connection.send(log.frame(seq, Math.min(seq + 3, head.seq)));
    return connection.send({ type: 'caught_up', room, head });
  }

  on_history({ id, room, before, limit }, connection) {
    if (this.lost.has(room)) return connection.send({ type: 'refused', id, code: 'not-found', detail: '' });
    if (this.chance.below(8) === 0) return connection.send({ type: 'refused', id, code: 'throttled', detail: '', retry_ms: 1_000 });
    const most = Math.min(limit, 1 + this.chance.below(8));
    const answer = this.#slices({ type: 'page', id, room }, this.logs.get(room), before, most);
    if (this.chance.below(2)) return answer.forEach((slice) => connection.send(slice));
    return connection.late.push(...answer);
  }

  on_post({ id, room, body, prior }, connection) {
    const known = this.ids.get(id);
    const refuse = (code, retry) => connection.send({ type: 'refused', id, code, detail: '', ...retry });
    if (known) {
      if (known.body !== body || known.room !== room) throw new Error('one id, two contents');
      return connection.send({ type: 'ack', id, room, seq: known.seq, at: 1 });
    }
    if (this.lost.has(room)) return refuse('not-found');
    if (prior && !this.ids.has(prior)) return refuse('unavailable', { retry_ms: 200 });
    if (this.chance.below(6) === 0) return refuse('throttled', { retry_ms: 500 });
    if (body.startsWith('bad')) return refuse('empty');
    return this.#store({ id, room, body }, connection);
  }

  #store({ id, room, body }, connection) {
    const first = this.chance.below(2);
    const ack = (seq) => connection.send({ type: 'ack', id, room, seq, at: 1 });
    const seq = this.logs.get(room).head.seq + 1;
    this.ids.set(id, { body, room, seq });
    if (first) ack(seq);
    this.commit(room, { kind: 'post', id, by: this.you, body, html: body });
    if (!first) ack(seq);
  }

  #reset(connection, log) {
    connection.unseen.delete(log.id);
    this.#slices({ type: 'reset', room: log.id }, log, Infinity, RESET).forEach((slice) => connection.send(slice));
    connection.send({ type: 'room', room: this.describe(log) });
  }

  /** The newest messages before that one, in one frame or two. */
  #slices(frame, log, before, limit) {
    const past = log.messages().filter(({ seq }) => seq < before);
    const messages = past.slice(-limit);
    const cut = this.chance.below(2) ? Math.floor(messages.length / 2) : 0;
    const runs = cut ? [messages.slice(0, cut), messages.slice(cut)] : [messages];
    const older = past.length > messages.length;
    return runs.map((run, n) => ({ ...frame, messages: run, head: log.head, part: `p${(this.#part += 1)}`, more: n < runs.length - 1, older }));
  }
}
