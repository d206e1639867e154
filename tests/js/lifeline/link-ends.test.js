import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linked, up, welcome } from '../support/links.js';

test('closing is for good: nothing reconnects, the socket is closed cleanly, doing it again does nothing', () => {
  const { link, WebSocket, clock, socket, endings, states } = up();
  link.close('done');
  link.close('done');
  assert.deepEqual(states, ['connecting', 'online', 'closed']);
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
  clock.advance(5_000);
  clock.advance(80);
  socket.receive({ type: 'pong', n: 1 });
  socket.end(1011, 'oops');
  assert.deepEqual(endings, [{ cause: 'peer', code: 1011, reason: 'oops', clean: true, uptimeMs: 5_080, rttMs: 80, attempts: 1 }]);
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
  for (const [code, extra] of [[4401, { loginNeeded: true, wakes: ['reconnect', 'login'] }], [4403, { wakes: ['reconnect'] }]]) {
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

test('a code or a reason that no page may send is refused at once, and the link stays', () => {
  const { link } = up();
  for (const code of [0, 999, 1001, 1006, 2999, 5000]) assert.throws(() => link.close('', code), RangeError, String(code));
  assert.throws(() => link.close('é'.repeat(62)), RangeError);
  assert.equal(link.status.state, 'online');
  link.close('bye', 4000);
  assert.equal(link.status.state, 'closed');
});

test('the code of our close is the server’s to read', () => {
  const { link, socket } = up();
  link.close('enough', 4000);
  assert.deepEqual(socket.closes, [[4000, 'enough']]);
  assert.deepEqual([link.status.code, link.status.reason, link.status.wakes], [4000, 'enough', ['reconnect']]);
});

test('the end of a stable link is no failed try', () => {
  const { link, WebSocket, clock, socket } = up({ maxTries: 2 });
  clock.advance(6_000);
  socket.fail();
  clock.advance(3_000);
  WebSocket.last.fail();
  assert.equal(link.status.state, 'waiting');
  clock.advance(3_000);
  WebSocket.last.fail();
  assert.equal(link.status.state, 'gave-up');
});

test('the first window after a link that had lived is at least 3 s wide', () => {
  const { link, clock, socket } = up({ random: () => 0.999 });
  clock.advance(4_000);
  socket.fail();
  assert.ok(link.status.retryAt - clock.now() >= 2_990);
});

test('a link that falls over again and again is met by longer and longer waits, until it has stood for 5 s', () => {
  const { link, WebSocket, clock } = up({ random: () => 0.999 });
  const waits = [];
  for (let falls = 0; falls < 5; falls += 1) {
    clock.advance(4_900);
    WebSocket.last.fail();
    waits.push(Math.round((link.status.retryAt - clock.now()) / 1_000));
    clock.advance(link.status.retryAt - clock.now());
    welcome(WebSocket.last);
  }
  assert.deepEqual(waits, [3, 3, 4, 8, 16]);
  clock.advance(5_000);
  WebSocket.last.fail();
  assert.equal(Math.round((link.status.retryAt - clock.now()) / 1_000), 3);
});

test('the back-off may be another: 2 s every time, for one', () => {
  const { link, WebSocket, clock } = linked({ backoff: { baseMs: 2_000, grows: 'not', jitter: false } });
  link.connect();
  for (let tries = 0; tries < 4; tries += 1) {
    WebSocket.last.fail();
    assert.equal(link.status.retryAt - clock.now(), 2_000);
    clock.advance(2_000);
  }
});

test('the wait that the server wished is over with the next try: then a page event may be faster again', () => {
  const { page, WebSocket, clock, socket } = up();
  socket.end(4013);
  clock.advance(15_000);
  assert.equal(WebSocket.all.length, 2);
  clock.advance(4_000);
  WebSocket.last.fail();
  page.show('visible');
  assert.equal(WebSocket.all.length, 3);
});
