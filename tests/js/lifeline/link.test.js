import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lifelineDialect } from '../../../static/lifeline/dialect.js';
import { Link } from '../../../static/lifeline/link.js';
import { socketUrl } from '../../../static/lifeline/url.js';
import { FakeClock } from '../support/clock.js';
import { FakePage } from '../support/page.js';
import { fakeWebSocket } from '../support/socket.js';

const WELCOME = { type: 'welcome', heartbeat: { interval_ms: 10_000, timeout_ms: 4_000 } };

function linked(options = {}) {
  const clock = new FakeClock();
  const page = new FakePage();
  const { WebSocket = fakeWebSocket() } = options;
  const link = new Link({ url: 'ws://test/ws/', clock, page, random: () => 0.5, ...options, WebSocket });
  const endings = [];
  const states = [];
  link.on('close', (ending) => endings.push(ending));
  link.on('state', ({ state }) => states.push(state));
  return { clock, page, WebSocket, link, endings, states };
}

function up(options) {
  const all = linked(options);
  all.link.connect();
  all.WebSocket.last.open();
  all.WebSocket.last.receive(WELCOME);
  return { ...all, socket: all.WebSocket.last };
}

test('a link goes through idle, connecting, online, and is up when the server has greeted', () => {
  const { link, WebSocket, states } = linked();
  assert.equal(link.status.state, 'idle');
  link.connect();
  WebSocket.last.open();
  assert.deepEqual(states, ['connecting']);
  WebSocket.last.receive(WELCOME);
  assert.deepEqual(states, ['connecting', 'online']);
  assert.deepEqual(WebSocket.last.protocols, ['lifeline.v1']);
});

test('connecting twice opens one socket', () => {
  const { link, WebSocket } = linked();
  link.connect();
  link.connect();
  link.reconnect();
  assert.equal(WebSocket.all.length, 1);
});

test('error and close of one failure count once', () => {
  const { WebSocket, clock, endings, socket } = up();
  socket.fail();
  assert.equal(endings.length, 1);
  clock.advance(60_000);
  assert.equal(WebSocket.all.filter((other) => other.readyState === 0).length, 1);
});

test('late events of an old socket are ignored', () => {
  const { link, WebSocket, clock, endings, socket } = up();
  const frames = [];
  link.on('frame', ({ frame }) => frames.push(frame));
  clock.advance(14_000);
  assert.equal(endings.length, 1);
  clock.advance(30_000);
  WebSocket.last.open();
  WebSocket.last.receive(WELCOME);
  socket.receive({ type: 'events' });
  socket.end(1000);
  assert.equal(endings.filter(({ cause }) => cause === 'peer').length, 0);
  assert.deepEqual(frames.map(({ type }) => type), ['welcome']);
  assert.equal(link.status.state, 'online');
});

test('a dead link is let go at once, without waiting for its close event', () => {
  const { WebSocket, clock, socket, endings } = up();
  clock.advance(14_000);
  assert.equal(socket.closes.length, 1);
  assert.equal(endings[0].cause, 'heartbeat');
  clock.advance(3_000);
  assert.equal(WebSocket.all.length, 2);
});

test('every try has a time-out of its own, greeting included', () => {
  const { link, WebSocket, clock, endings } = linked();
  link.connect();
  clock.advance(15_000);
  assert.equal(endings[0].cause, 'timeout');
  assert.equal(WebSocket.all[0].closes.length, 1);
  clock.advance(1_000);
  WebSocket.last.open();
  for (let second = 0; second < 15; second += 1) {
    clock.advance(1_000);
    WebSocket.all[1].receive({ type: 'pong', n: 0 });
  }
  assert.equal(endings.length, 2, 'pongs are no greeting');
});

test('the server’s ping is answered at once, with its number', () => {
  const { socket } = up();
  socket.receive({ type: 'ping', n: 17 });
  assert.deepEqual(socket.of('pong'), [{ type: 'pong', n: 17 }]);
});

test('every ping and pong carries what the application adds', () => {
  const { clock, socket } = up({ beat: () => ({ seen: { r: 5 } }) });
  socket.receive({ type: 'ping', n: 1 });
  clock.advance(10_000);
  assert.deepEqual(socket.of('pong')[0].seen, { r: 5 });
  assert.deepEqual(socket.of('ping')[0].seen, { r: 5 });
});

test('the welcome sets interval and time-out of the heartbeat', () => {
  const { link, WebSocket, clock, endings } = linked();
  link.connect();
  WebSocket.last.open();
  WebSocket.last.receive({ ...WELCOME, heartbeat: { interval_ms: 1_000, timeout_ms: 400 } });
  clock.advance(1_000);
  assert.equal(WebSocket.last.of('ping').length, 1);
  clock.advance(400);
  assert.equal(endings[0].cause, 'heartbeat');
});

test('a frame that makes no sense is life, and no more: the link stays', () => {
  const { link, clock, socket, endings } = up();
  const frames = [];
  link.on('frame', ({ frame }) => frames.push(frame));
  clock.advance(13_000);
  for (const text of ['{', 'null', '[]', '"x"', '{"no":"type"}', '']) socket.receive(text);
  clock.advance(9_000);
  assert.deepEqual(endings, []);
  assert.deepEqual(frames, []);
});

test('closing is for good: nothing reconnects, the socket is closed cleanly, doing it again does nothing', () => {
  const { link, WebSocket, clock, socket, endings } = up();
  link.close('done');
  link.close('done');
  socket.end(1000);
  clock.advance(600_000);
  assert.equal(WebSocket.all.length, 1);
  assert.deepEqual(socket.closes, [[1000, 'done']]);
  assert.equal(endings.length, 1);
  assert.equal(link.status.state, 'closed');
  assert.equal(link.status.cause, 'page');
});

test('every ending is told with code, reason, cleanness, cause, uptime, round trip and attempts', () => {
  const { clock, socket, endings } = up();
  clock.advance(10_000);
  clock.advance(80);
  socket.receive({ type: 'pong', n: 1 });
  socket.end(1011, 'oops');
  assert.deepEqual(endings, [{ cause: 'peer', code: 1011, reason: 'oops', clean: true, uptimeMs: 10_080, rttMs: 80, attempts: 1 }]);
});

test('a lost link is dialled again after a random share of the window', () => {
  const { link, WebSocket, clock, socket } = up();
  clock.advance(6_000);
  socket.fail();
  assert.equal(link.status.state, 'waiting');
  assert.equal(link.status.retryAt, clock.now() + 1_500);
  clock.advance(1_499);
  assert.equal(WebSocket.all.length, 1);
  clock.advance(1);
  assert.equal(WebSocket.all.length, 2);
});

test('a bye with reconnect: false is final; a log-in is asked for where that would help', () => {
  for (const [code, extra] of [[4401, { loginNeeded: true }], [4403, {}]]) {
    const { link, WebSocket, clock, socket } = up();
    socket.receive({ type: 'bye', code, reason: 'no', reconnect: false, retry_ms: 0, spread_ms: 0 });
    socket.fail(1006);
    clock.advance(600_000);
    assert.equal(WebSocket.all.length, 1);
    assert.deepEqual({ ...link.status }, { state: 'refused', cause: 'server', code, reason: 'no', attempts: 0, ...extra });
  }
});

test('after a bye the wait is its retry_ms and a random share of its spread_ms', () => {
  const { WebSocket, clock, socket } = up();
  socket.receive({ type: 'bye', code: 4012, reason: '', reconnect: true, retry_ms: 7_000, spread_ms: 4_000 });
  socket.end(4012);
  clock.advance(8_999);
  assert.equal(WebSocket.all.length, 1);
  clock.advance(1);
  assert.equal(WebSocket.all.length, 2);
});

test('where the server named the time, no page event is faster; a person is', () => {
  const { link, page, WebSocket, clock, socket } = up();
  socket.receive({ type: 'bye', code: 4013, reason: '', reconnect: true, retry_ms: 20_000, spread_ms: 0 });
  socket.end(4013);
  clock.advance(5_000);
  page.show('visible');
  page.online(true);
  assert.equal(WebSocket.all.length, 1);
  link.reconnect();
  assert.equal(WebSocket.all.length, 2);
});

test('a bye whose close never comes ends the link all the same', () => {
  const { clock, socket, endings } = up();
  socket.receive({ type: 'bye', code: 4012, reason: 'restart', reconnect: true, retry_ms: 1, spread_ms: 0 });
  clock.advance(2_000);
  assert.equal(endings[0].cause, 'server');
  assert.equal(endings[0].code, 4012);
});

test('1012 without a bye waits for the restart, spread out', () => {
  const { link, clock, socket } = up();
  socket.end(1012);
  assert.equal(link.status.retryAt, clock.now() + 3_500);
});

test('a code that forbids it is not reconnected without a bye either', () => {
  const { link, WebSocket, clock, socket } = up();
  socket.end(4404, 'nothing here');
  clock.advance(600_000);
  assert.equal(WebSocket.all.length, 1);
  assert.equal(link.status.state, 'refused');
});

test('after the last try it gives up, and a person may start again', () => {
  const { link, WebSocket, clock } = linked({ maxTries: 3 });
  link.connect();
  for (let tries = 0; tries < 3; tries += 1) {
    WebSocket.last.fail();
    clock.advance(60_000);
  }
  assert.equal(link.status.state, 'gave-up');
  assert.equal(WebSocket.all.length, 3);
  link.reconnect();
  WebSocket.last.fail();
  assert.equal(link.status.state, 'waiting');
});

test('a browser without WebSocket is told apart', () => {
  const { link } = linked({ WebSocket: null });
  link.connect();
  assert.equal(link.status.state, 'unsupported');
});

test('an address that cannot be is the caller’s error, and leaves nothing running', () => {
  const clock = new FakeClock();
  class Picky {
    constructor() {
      throw new SyntaxError('bad address');
    }
  }
  const link = new Link({ url: 'nonsense', clock, page: null, WebSocket: Picky });
  assert.throws(() => link.connect(), SyntaxError);
  assert.equal(clock.pending, 0);
});

test('sending without an open socket says so and throws nothing', () => {
  const { link, WebSocket, socket } = up();
  assert.equal(link.send({ type: 'x' }), true);
  socket.readyState = 2;
  assert.equal(link.send({ type: 'x' }), false);
  socket.fail();
  assert.equal(link.send({ type: 'x' }), false);
  assert.equal(WebSocket.all[0].of('x').length, 1);
});

test('two links on a page know nothing of each other', () => {
  const WebSocket = fakeWebSocket();
  const one = up({ WebSocket });
  const two = up({ WebSocket });
  const heard = [];
  one.link.on('frame', () => heard.push('one'));
  two.link.on('frame', () => heard.push('two'));
  one.socket.receive({ type: 'x' });
  assert.deepEqual(heard, ['one']);
  one.link.dispose();
  assert.equal(two.link.status.state, 'online');
});

test('page events never close a link: it is asked whether it lives', () => {
  for (const happen of [
    (page) => page.show('visible'),
    (page) => page.online(true),
    (page) => page.online(false),
    (page) => page.window.dispatchEvent(new Event('pageshow')),
    (page) => page.document.dispatchEvent(new Event('resume')),
  ]) {
    const { page, socket, endings } = up();
    happen(page);
    assert.equal(socket.of('ping').length, 1);
    assert.deepEqual(socket.closes, []);
    assert.deepEqual(endings, []);
  }
});

test('leaving a page closes nothing: the browser does, or keeps the page', () => {
  const { page, socket } = up();
  page.window.dispatchEvent(new Event('pagehide'));
  page.document.dispatchEvent(new Event('freeze'));
  page.show('hidden');
  assert.deepEqual(socket.closes, []);
  assert.deepEqual(socket.sent, []);
});

test('back from the bfcache, with the socket gone, it is dialled at once', () => {
  const { page, WebSocket, clock, socket, endings } = up();
  page.window.dispatchEvent(new Event('pagehide'));
  clock.advance(9_000);
  socket.readyState = 3;
  page.window.dispatchEvent(new Event('pageshow'));
  assert.equal(WebSocket.all.length, 2);
  socket.end(1006);
  assert.equal(endings.length, 1);
});

test('when the network comes back a waiting link is dialled at once', () => {
  const { link, page, WebSocket, clock, socket } = up();
  clock.advance(6_000);
  page.online(false);
  clock.advance(4_000);
  assert.equal(socket.closes.length, 1);
  assert.equal(link.status.state, 'offline');
  page.online(true);
  assert.equal(WebSocket.all.length, 2);
});

test('without network it says offline, and tries all the same: the browser may be wrong', () => {
  const { link, page, WebSocket, clock, socket } = up();
  socket.fail();
  page.online(false);
  assert.equal(link.status.state, 'offline');
  clock.advance(3_000);
  assert.equal(WebSocket.all.length, 2);
});

test('what failed without a network does not make the wait longer once it is back', () => {
  const { link, page, WebSocket, clock, socket } = up();
  page.online(false);
  socket.fail();
  for (let tries = 0; tries < 6; tries += 1) {
    clock.advance(30_000);
    WebSocket.last.fail();
  }
  page.online(true);
  WebSocket.last.fail();
  assert.ok(link.status.retryAt - clock.now() <= 1_000, `${link.status.retryAt - clock.now()} ms`);
});

test('flipping through tabs dials once in 3 s at most', () => {
  const { page, WebSocket, clock } = up();
  WebSocket.last.fail();
  clock.advance(1_500);
  for (let flip = 0; flip < 20; flip += 1) {
    WebSocket.last.fail();
    page.show('visible');
  }
  assert.equal(WebSocket.all.length, 2);
});

test('dispose leaves no timer and no listener behind, in every state', () => {
  for (const reach of [
    () => linked(),
    () => {
      const all = linked();
      all.link.connect();
      return all;
    },
    () => up(),
    () => {
      const all = up();
      all.socket.fail();
      return all;
    },
    () => {
      const all = up();
      all.socket.receive({ type: 'bye', code: 4012, reason: '', reconnect: true, retry_ms: 1, spread_ms: 1 });
      return all;
    },
  ]) {
    const { link, clock, page } = reach();
    link.dispose();
    assert.equal(clock.pending, 0);
    assert.equal(page.listeners, 0);
  }
});

test('a link to a server that does not greet is up when it is open, and 1000 ends it', () => {
  const dialect = { ...lifelineDialect, greets: false, doneIsFinal: true, control: () => ({}) };
  const { link, WebSocket, clock } = linked({ dialect });
  link.connect();
  WebSocket.last.open();
  assert.equal(link.status.state, 'online');
  WebSocket.last.end(1000);
  clock.advance(60_000);
  assert.equal(link.status.state, 'closed');
  assert.equal(WebSocket.all.length, 1);
});

test('ws belongs to http pages, wss to https ones, and the host is the page’s own', () => {
  assert.equal(socketUrl('/ws/chat/?x=1', 'http://a.example:8000/chat/#top'), 'ws://a.example:8000/ws/chat/?x=1');
  assert.equal(socketUrl('/ws/chat/', 'https://a.example/chat/'), 'wss://a.example/ws/chat/');
  assert.equal(socketUrl('wss://b.example/x', 'http://a.example/'), 'wss://b.example/x');
});
