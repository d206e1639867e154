import assert from 'node:assert/strict';
import { fallbackTo } from '../../../static/lifeline/detour.js';
import { chance } from './chance.js';
import { linked, welcome } from './links.js';
import { fakeWebSocket } from './socket.js';

/** How sockets end by themselves; that of 4403 is final until somebody clicks. */
const CODES = [1000, 1001, 1006, 1006, 1006, 1011, 1012, 1013, 4009, 4012, 4408, 4429, 4403];
/** What a diagnosis may say; the first two are final until somebody clicks. */
const FINDINGS = ['logged-out', 'refused', 'rate-limited', 'restarting', 'no-network', 'unreachable', 'blocked', 'blocked', 'blocked'];
const PAUSES_MS = [1, 100, 1_000, 5_000, 20_000];
const SLEEPS_MS = [3_000, 60_000, 3_600_000];

/** What may happen, at any time and in any order; what stands twice happens twice as often. */
const HAPPENINGS = [
  (world) => world.next?.open(),
  (world) => world.live.at(-1) && welcome(world.live.at(-1)),
  (world) => world.live.at(-1) && welcome(world.live.at(-1)),
  (world) => world.live.at(-1)?.receive({ type: 'pong', n: world.below(5) }),
  (world) => world.live.at(-1)?.receive({ type: 'ping', n: world.below(5) }),
  (world) => world.pick(world.live)?.fail(world.pick(CODES)),
  (world) => world.pick(world.live)?.receive({ type: 'bye', code: 4012, reason: '', reconnect: true, retry_ms: 500, spread_ms: 500 }),
  (world) => world.late(),
  (world) => world.late(),
  (world) => world.find(),
  ({ page }) => page.online(true),
  ({ page }) => page.online(false),
  ({ page }) => page.show('visible'),
  ({ page }) => page.show('hidden'),
  ({ page }) => page.hide(),
  ({ page }) => page.restore(),
  ({ page }) => page.freeze(),
  ({ page }) => page.resume(),
  // What a page in the bfcache loses, it is not told before it is back.
  (world) => world.live.forEach((socket) => (socket.readyState = 3)),
  ({ clock, pick }) => clock.advance(pick(PAUSES_MS)),
  ({ clock, pick }) => clock.advance(pick(PAUSES_MS)),
  ({ clock, pick }) => clock.sleep(pick(SLEEPS_MS)),
  ({ clock, pick }) => clock.jump(pick(SLEEPS_MS)),
  (world) => world.send(),
  (world) => world.send(),
  (world) => world.send(),
  ({ link, below }) => below(3) === 0 && link.reconnect(),
  (world) => world.live.forEach((socket) => (socket.bufferedAmount = 100_000)),
  (world) => world.live.forEach((socket) => (socket.bufferedAmount = 0)),
];

/** A link in a world where anything may happen at any time, the same for the same seed. */
export class World {
  #sent = 0;
  /** Tells the link why it does not get through; null: nobody has asked. */
  #answer = null;
  /** How often that was told. */
  found = 0;
  /** Numbers of the frames that `send` took, and of those the server got. */
  taken = [];
  received = [];

  /**
   * @param {number} seed
   * @param {{ http?: boolean, diagnosed?: boolean }} [options]  http: there is a fallback
   */
  constructor(seed, { http = false, diagnosed = false } = {}) {
    Object.assign(this, chance(seed));
    this.Http = fakeWebSocket();
    const WebSocket = fakeWebSocket();
    for (const kind of [this.Http, WebSocket]) kind.dialled = (socket) => this.#dialled(socket);
    const fallback = http ? fallbackTo(() => new this.Http('http')) : null;
    const diagnose = diagnosed ? (link) => this.#inquiry(link) : null;
    Object.assign(this, linked({ WebSocket, random: this.random, fallback, diagnose }));
    this.link.on('open', () => this.link.send({ type: 'hello' }));
  }

  get sockets() {
    return [...this.WebSocket.all, ...this.Http.all];
  }

  /** CONNECTING or OPEN. */
  get live() {
    return this.sockets.filter(({ readyState }) => readyState < 2);
  }

  get next() {
    return this.live.find(({ readyState }) => readyState === 0);
  }

  happen() {
    this.pick(HAPPENINGS)(this);
    this.check();
  }

  /** One socket is ours; beside an open HTTP link a WebSocket may be tried. */
  check() {
    const { live } = this;
    const http = live.some((socket) => socket instanceof this.Http && socket.readyState === 1);
    const ours = live.filter((socket) => !(http && socket instanceof this.WebSocket && socket.readyState === 0));
    assert.ok(ours.length <= 1, `${ours.length} live sockets`);
    assert.ok(live.length - ours.length <= 1, 'more than one try on the side');
  }

  /** An old socket says what nobody wants to hear any more. */
  late() {
    const old = this.pick(this.sockets.filter(({ readyState }) => readyState > 1));
    if (!old) return;
    const say = this.pick(['open', 'receive', 'end', 'fail']);
    old[say](...(say === 'receive' ? [{ type: 'bye', code: 4403, reason: '', reconnect: false }] : []));
    old.readyState = 3;
  }

  /** The answer to what was asked, if something was. */
  find() {
    const answer = this.#answer;
    this.#answer = null;
    if (!answer) return;
    this.found += 1;
    answer({ finding: this.pick(FINDINGS), ...this.pick([{}, { retryMs: 2_000, spreadMs: 2_000 }]) });
  }

  send() {
    this.#sent += 1;
    if (this.link.send({ type: 'x', n: this.#sent }) !== 'refused') this.taken.push(this.#sent);
  }

  /** Everything is well again, for as long as the link may need. */
  settle() {
    this.page.online(true);
    this.page.show('visible');
    if (this.link.status.wakes) this.link.reconnect();
    for (let second = 0; second < 90 && !this.link.writable; second += 1) {
      for (const socket of this.live) socket.bufferedAmount = 0;
      if (this.next) welcome(this.next);
      else this.live.at(-1)?.receive({ type: 'welcome' });
      this.clock.advance(1_000);
      this.check();
    }
  }

  #inquiry({ found }) {
    return { ask: () => (this.#answer = found), stop: () => (this.#answer = null) };
  }

  /** Frames that reach it arrive; and no other may be live when it is made. */
  #dialled(socket) {
    this.check();
    socket.onsend = (text) => {
      const { type, n } = JSON.parse(text);
      if (type === 'x') this.received.push(n);
    };
  }
}
