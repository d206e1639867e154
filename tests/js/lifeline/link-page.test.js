import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linked, up } from '../support/links.js';

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

test('given up, it is woken by the network, and counts anew', () => {
  const { link, page, WebSocket, clock } = linked({ maxTries: 2 });
  link.connect();
  for (let tries = 0; tries < 2; tries += 1) {
    WebSocket.last.fail();
    clock.advance(60_000);
  }
  assert.deepEqual([link.status.state, link.status.wakes], ['gave-up', ['reconnect', 'online']]);
  page.show('visible');
  assert.equal(WebSocket.all.length, 2);
  page.online(true);
  assert.equal(WebSocket.all.length, 3);
  WebSocket.last.fail();
  assert.equal(link.status.state, 'waiting');
  link.dispose();
});

test('a refused link is woken by a log-in where that was what it wanted, and by nothing of the page', () => {
  for (const [code, dialled] of [[4401, 2], [4403, 1]]) {
    const { link, page, WebSocket, socket } = up();
    socket.end(code);
    page.online(true);
    page.show('visible');
    assert.equal(WebSocket.all.length, 1);
    link.loggedIn();
    assert.equal(WebSocket.all.length, dialled);
    link.dispose();
  }
});

test('a log-in elsewhere does not disturb a link that is up, or closed', () => {
  const { link, WebSocket } = up();
  link.loggedIn();
  link.close();
  link.loggedIn();
  assert.equal(WebSocket.all.length, 1);
});

test('that the network is gone makes nobody dial', () => {
  const { page, WebSocket, clock, socket } = up({ random: () => 0.999 });
  clock.advance(4_000);
  socket.fail();
  page.online(false);
  assert.equal(WebSocket.all.length, 1);
});

test('the network that comes back right after a try shortens the wait to 3 s after it', () => {
  const { link, page, WebSocket, clock, socket } = up({ backoff: { baseMs: 60_000, capMs: 60_000, jitter: false } });
  socket.fail();
  clock.advance(60_000);
  WebSocket.last.fail();
  clock.advance(500);
  page.online(true);
  assert.equal(WebSocket.all.length, 2);
  assert.equal(link.status.retryAt, clock.now() + 2_500);
  page.online(true);
  clock.advance(2_500);
  assert.equal(WebSocket.all.length, 3);
});
