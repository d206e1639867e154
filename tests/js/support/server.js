const EMPTY = '0'.repeat(16);

/** One log as the server keeps it. */
class Log {
  events = [];

  constructor(descriptor, history = 'a') {
    this.descriptor = descriptor;
    this.history = history;
  }

  digest(seq) {
    return seq ? `${this.history}${String(seq).padStart(15, '0')}` : EMPTY;
  }

  get head() {
    return { seq: this.events.length, digest: this.digest(this.events.length) };
  }

  add(event) {
    this.events.push({ seq: this.events.length + 1, at: 1, ...event });
    return this.events.at(-1);
  }

  frame(first, last) {
    const events = this.events.slice(first - 1, last);
    return { type: 'events', room: this.descriptor.id, prev: this.digest(first - 1), events, digest: this.digest(last) };
  }

  messages(upTo) {
    return this.events.slice(0, upTo).filter(({ kind }) => kind === 'post').map(({ kind: _, ...message }) => message);
  }
}

/**
 * A server of docs/protocol.md, small and obedient. What a test wants otherwise it puts into `on`:
 * a function per frame type that is asked first; where it returns true, it has done the work.
 */
export class FakeServer {
  logs = new Map();
  /** Committed ids → seq. */
  ids = new Map();
  /** Posts as they came in. */
  posts = [];
  connections = [];
  on = {};
  you = { id: 'me', name: 'Ann' };
  heartbeat = { interval_ms: 10_000, timeout_ms: 4_000 };
  limits = { frame_bytes: 65_536, body_chars: 4_000, unseen_bytes: 262_144, posts_per_s: 5 };
  /** false: dialled sockets stay in CONNECTING. */
  reachable = true;
  session = 0;

  constructor(WebSocket) {
    WebSocket.dialled = (socket) => this.reachable && queueMicrotask(() => this.accept(socket));
  }

  get last() {
    return this.connections.at(-1);
  }

  room(id, { slug = id, name = id, kind = 'public', ...rest } = {}) {
    const log = new Log({ id, slug, name, kind, role: 'member', read: 0, ...rest });
    this.logs.set(id, log);
    return log;
  }

  describe(log) {
    const { head, descriptor } = log;
    const posts = log.messages(head.seq).length;
    const unread = log.messages(head.seq).filter(({ seq, by }) => seq > descriptor.read && by.id !== this.you.id).length;
    return { ...descriptor, head, posts, unread };
  }

  accept(socket) {
    const connection = { socket, live: new Set(), frames: [] };
    this.connections.push(connection);
    socket.onsend = (text) => this.receive(connection, JSON.parse(text));
    socket.open();
  }

  /** Frames arrive in order, and never within the call that caused them. */
  send(connection, frame) {
    queueMicrotask(() => connection.socket.readyState === 1 && connection.socket.receive(frame));
  }

  receive(connection, frame) {
    connection.frames.push(frame);
    if (this.on[frame.type]?.(frame, connection)) return;
    this[`on_${frame.type}`]?.(frame, connection);
  }

  on_ping({ n }, connection) {
    this.send(connection, { type: 'pong', n });
  }

  on_hello({ rooms }, connection) {
    const { you, heartbeat, limits } = this;
    this.session += 1;
    const all = [...this.logs.values()].map((log) => this.describe(log));
    this.send(connection, { type: 'welcome', session: `s${this.session}`, you, heartbeat, limits, rooms: all, at: 1 });
    for (const [room, from] of Object.entries(rooms)) this.on_subscribe({ room, from }, connection);
  }

  on_subscribe({ room, from }, connection) {
    const log = this.logs.get(room);
    if (!log) return this.send(connection, { type: 'gone', room, code: 'not-found' });
    connection.live.add(room);
    const { head } = log;
    if (from && (from.seq > head.seq || from.digest !== log.digest(from.seq))) return this.reset(connection, log);
    if (from && from.seq < head.seq) this.send(connection, log.frame(from.seq + 1, head.seq));
    return this.send(connection, { type: 'caught_up', room, head });
  }

  reset(connection, log) {
    const { head } = log;
    const messages = log.messages(head.seq);
    this.send(connection, { type: 'reset', room: log.descriptor.id, messages, head, part: 'r1', more: false, older: false });
  }

  on_history({ id, room, before = Infinity, limit }, connection) {
    const log = this.logs.get(room);
    const past = log.messages(log.head.seq).filter(({ seq }) => seq < before);
    const messages = past.slice(-limit);
    const older = past.length > messages.length;
    this.send(connection, { type: 'page', id, room, messages, head: log.head, part: `p${id}`, more: false, older });
  }

  on_post(frame, connection) {
    this.posts.push(frame);
    const { id, room, body } = frame;
    const seq = this.ids.get(id) ?? this.say(room, body, { id, by: this.you }).seq;
    this.ids.set(id, seq);
    this.send(connection, { type: 'ack', id, room, seq, at: 1 });
  }

  /** Somebody says something; everybody who follows the room hears it. */
  say(room, body, { id = `e${Math.random()}`, by = { id: 'bo', name: 'Bo' } } = {}) {
    return this.happen(room, { kind: 'post', id, by, body, html: body });
  }

  happen(room, event) {
    const log = this.logs.get(room);
    const added = log.add({ id: `e${Math.random()}`, by: { id: 'bo', name: 'Bo' }, ...event });
    for (const connection of this.connections) {
      if (connection.live.has(room)) this.send(connection, log.frame(added.seq, added.seq));
    }
    return added;
  }
}
