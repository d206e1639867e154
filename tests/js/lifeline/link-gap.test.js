import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linked, up } from '../support/links.js';

/** The heartbeat has measured a round trip, so that it knows how fast an answer may be. */
function measured() {
  const all = up();
  all.link.probe();
  all.clock.advance(50);
  all.socket.receive({ type: 'pong', n: 1 });
  all.socket.sent = [];
  return all;
}

test('a link that the bfcache cost is told as a gap, and dialled at once', () => {
  const { page, WebSocket, clock, socket, endings } = up();
  clock.advance(6_000);
  page.hide();
  clock.sleep(60_000);
  socket.readyState = 3;
  page.restore();
  assert.deepEqual(endings.map(({ cause }) => cause), ['gap']);
  assert.equal(WebSocket.all.length, 2);
});

test('a close that waited while the machine slept is a gap, and dialled at once, not after a window', () => {
  const { link, WebSocket, clock, socket, endings } = measured();
  clock.jump(3_600_000);
  socket.fail();
  clock.advance(0);
  assert.deepEqual(endings.map(({ cause }) => cause), ['gap']);
  assert.equal(WebSocket.all.length, 2);
  assert.equal(link.status.state, 'connecting');
});

test('what the server said while the machine slept, before it closed as unheard, is part of the gap', () => {
  const { WebSocket, clock, socket, endings } = measured();
  clock.jump(3_600_000);
  socket.receive({ type: 'ping', n: 9 });
  socket.receive({ type: 'bye', code: 4408, reason: 'silent', reconnect: true, retry_ms: 0, spread_ms: 0 });
  socket.end(4408);
  clock.advance(0);
  assert.deepEqual(endings.map(({ cause, code }) => ({ cause, code })), [{ cause: 'gap', code: 4408 }]);
  assert.equal(WebSocket.all.length, 2);
});

test('a link that is mute after a sleep is asked first, then a gap, and dialled anew within 1.5 s', () => {
  const { WebSocket, clock, socket, endings } = measured();
  clock.sleep(3_600_000);
  assert.equal(socket.of('ping').length, 1);
  assert.deepEqual(endings, []);
  clock.advance(1_500);
  assert.deepEqual(endings.map(({ cause }) => cause), ['gap']);
  assert.equal(WebSocket.all.length, 2);
});

test('a link that answers after a sleep stays', () => {
  const { link, clock, socket, endings } = measured();
  clock.sleep(3_600_000);
  socket.receive({ type: 'pong', n: socket.of('ping')[0].n });
  clock.advance(5_000);
  assert.deepEqual(endings, []);
  assert.equal(link.status.state, 'online');
});

test('thawed, a page asks its link at once, and does not wait long for the answer', () => {
  const { page, clock, socket, endings, WebSocket } = measured();
  page.freeze();
  clock.jump(8_000);
  page.resume();
  assert.equal(socket.of('ping').length, 1);
  clock.advance(1_000);
  assert.deepEqual(endings.map(({ cause }) => cause), ['gap']);
  clock.advance(0);
  assert.equal(WebSocket.all.length, 2);
});

test('a link lost under our eyes is no gap, and waits its window', () => {
  const { link, clock, socket, endings } = measured();
  clock.advance(9_000);
  socket.fail();
  assert.equal(endings[0].cause, 'network');
  assert.ok(link.status.retryAt > clock.now());
});

test('a peer that closes with a reason of its own after a sleep is no gap', () => {
  const { clock, socket, endings } = measured();
  clock.jump(3_600_000);
  socket.end(1011, 'oops');
  assert.equal(endings[0].cause, 'peer');
});

test('the late timers of a throttled tab are no sleep', () => {
  const { page, clock, endings } = measured();
  page.show('hidden');
  clock.sleep(60_000);
  clock.sleep(60_000);
  assert.deepEqual(endings.map(({ cause }) => cause), ['heartbeat']);
});

test('a try that slept is a gap too, and followed at once', () => {
  const { link, WebSocket, clock, endings } = linked();
  link.connect();
  clock.sleep(3_600_000);
  clock.advance(0);
  assert.equal(endings[0].cause, 'gap');
  assert.equal(WebSocket.all.length, 2);
});

test('a link that is not asked (no heartbeat) is idle, not away', () => {
  const { clock, socket, endings } = up({ heartbeat: null });
  clock.advance(3_600_000);
  socket.fail();
  assert.equal(endings[0].cause, 'network');
});

test('an absence that the link has survived is forgotten', () => {
  const { page, clock, socket, endings } = measured();
  page.freeze();
  clock.jump(20_000);
  page.resume();
  socket.receive({ type: 'pong', n: 2 });
  clock.advance(8_000);
  socket.fail();
  assert.equal(endings[0].cause, 'network');
});
