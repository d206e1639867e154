import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linked, up, welcome } from '../support/links.js';
import { fakeWebSocket } from '../support/socket.js';
import { settle } from '../support/wait.js';

const BLOCKED = { finding: 'blocked' };

function withFallback(options) {
  const Http = fakeWebSocket();
  return { Http, ...linked({ fallback: () => new Http('http'), ...options }) };
}

/** A link that has come up by HTTP, since WebSocket does not get through. */
async function byHttp(options) {
  const all = withFallback({ diagnose: () => Promise.resolve(BLOCKED), ...options });
  all.link.connect();
  all.WebSocket.last.fail();
  await settle();
  all.clock.advance(1_000);
  all.WebSocket.last.fail();
  await settle();
  welcome(all.Http.last);
  return all;
}

const live = ({ WebSocket, Http }) => [...WebSocket.all, ...Http.all].filter(({ readyState }) => readyState < 2);

test('blocked twice in a row, the fallback is dialled at once, and the status says by which way', async () => {
  const { link, WebSocket, Http } = await byHttp();
  assert.equal(WebSocket.all.length, 2);
  assert.equal(Http.all.length, 1);
  const { state, transport } = link.status;
  assert.deepEqual({ state, transport }, { state: 'online', transport: 'http' });
  link.dispose();
});

test('blocked once is chance: WebSocket is tried again', async () => {
  const { link, WebSocket, clock, Http } = withFallback({ diagnose: () => Promise.resolve(BLOCKED) });
  link.connect();
  WebSocket.last.fail();
  await settle();
  clock.advance(1_000);
  welcome(WebSocket.last);
  assert.equal(link.status.transport, 'websocket');
  WebSocket.last.fail();
  clock.advance(20_000);
  WebSocket.last.fail();
  await settle();
  assert.equal(Http.all.length, 0);
  link.dispose();
});

test('what is wrong otherwise is no reason for the fallback', async () => {
  const { link, WebSocket, clock, Http } = withFallback({ diagnose: () => Promise.resolve({ finding: 'unreachable' }) });
  link.connect();
  for (let tries = 0; tries < 6; tries += 1) {
    WebSocket.last.fail();
    await settle();
    clock.advance(30_000);
  }
  assert.equal(Http.all.length, 0);
  link.dispose();
});

test('a swallowed handshake is told by its time-out, and leads to the fallback', async () => {
  const all = withFallback({ diagnose: () => Promise.resolve(BLOCKED) });
  all.link.connect();
  all.clock.advance(15_000);
  await settle();
  all.clock.advance(1_000);
  all.clock.advance(15_000);
  await settle();
  assert.equal(all.Http.all.length, 1);
  assert.deepEqual(live(all), [all.Http.last]);
  all.link.dispose();
});

test('without a diagnosis two tries that did not get through are enough', () => {
  const { link, WebSocket, clock, Http } = withFallback();
  link.connect();
  WebSocket.last.fail();
  clock.advance(1_000);
  WebSocket.last.fail();
  assert.equal(Http.all.length, 1);
  link.dispose();
});

test('a browser without WebSocket uses the fallback, and tries no way back', () => {
  const { link, Http, clock } = withFallback({ WebSocket: null });
  link.connect();
  welcome(Http.last);
  assert.equal(link.status.transport, 'http');
  pass({ clock, Http }, 60_000);
  assert.equal(link.status.state, 'online');
  link.dispose();
  assert.equal(clock.pending, 0);
});

/** Keeps an HTTP link alive while time passes. */
function pass(all, ms) {
  for (let passed = 0; passed < ms; passed += 5_000) {
    all.clock.advance(5_000);
    all.Http.last.receive({ type: 'events' });
  }
}

test('on HTTP a WebSocket is tried on the side after 30 s, and HTTP stays until it opens', async () => {
  const all = await byHttp();
  const { link, WebSocket, Http, states } = all;
  pass(all, 25_000);
  assert.equal(WebSocket.all.length, 2);
  pass(all, 5_000);
  assert.equal(WebSocket.all.length, 3);
  assert.equal(link.status.transport, 'http');
  assert.equal(Http.last.readyState, 1);
  let greeted = 0;
  link.on('open', () => (greeted += 1));
  WebSocket.last.open();
  assert.equal(greeted, 1);
  assert.deepEqual(live(all), [WebSocket.last]);
  WebSocket.last.receive({ type: 'welcome' });
  assert.deepEqual([link.status.state, link.status.transport], ['online', 'websocket']);
  assert.deepEqual(states.slice(-3), ['online', 'connecting', 'online']);
  link.dispose();
});

test('the side tries grow rarer, from 30 s to 10 min, and each has its time-out', async () => {
  const all = await byHttp();
  const at = [];
  for (let tries = all.WebSocket.all.length, second = 5; second <= 3_600; second += 5) {
    pass(all, 5_000);
    if (all.WebSocket.all.length > tries) at.push(second);
    tries = all.WebSocket.all.length;
  }
  const gaps = at.map((second, index) => second - (at[index - 1] ?? 0) - (index ? 15 : 0));
  assert.deepEqual(gaps, [30, 60, 120, 240, 480, 600, 600, 600, 600]);
  assert.equal(live(all).length, 1);
  assert.equal(all.link.status.transport, 'http');
  all.link.dispose();
  assert.equal(all.clock.pending, 0);
});

test('when the network comes back, or somebody looks, WebSocket is tried on the side at once, not all the time', async () => {
  const all = await byHttp();
  all.page.online(true);
  assert.equal(all.WebSocket.all.length, 3);
  all.Http.last.receive({ type: 'pong', n: 1 });
  all.WebSocket.last.fail();
  all.page.show('visible');
  all.Http.last.receive({ type: 'pong', n: 2 });
  assert.equal(all.WebSocket.all.length, 3);
  pass(all, 10_000);
  all.page.show('visible');
  assert.equal(all.WebSocket.all.length, 4);
  all.link.dispose();
});

test('a lost HTTP link is dialled by HTTP again; where that fails twice, by WebSocket', async () => {
  const all = await byHttp();
  const { link, WebSocket, Http, clock } = all;
  clock.advance(6_000);
  Http.last.fail();
  clock.advance(3_000);
  assert.equal(Http.all.length, 2);
  Http.last.fail();
  clock.advance(30_000);
  assert.equal(Http.all.length, 3);
  Http.last.fail();
  clock.advance(30_000);
  assert.ok(WebSocket.all.length > 2);
  link.dispose();
});

test('the try on the side ends with the HTTP link, and with dispose()', async () => {
  for (const end of [({ Http }) => Http.last.fail(), ({ link }) => link.close(), ({ link }) => link.dispose(), ({ link }) => link.reconnect()]) {
    const all = await byHttp();
    pass(all, 30_000);
    const side = all.WebSocket.last;
    assert.equal(side.readyState, 0);
    end(all);
    assert.equal(side.readyState, 2);
    side.open();
    assert.ok(live(all).filter((socket) => socket !== side).length <= 1);
    assert.notEqual(all.link.status.transport, 'websocket');
    all.link.dispose();
    assert.equal(all.clock.pending, 0);
  }
});

test('a WebSocket that opens on the side and stays mute leads back to HTTP, and is tried later the next time', async () => {
  const all = await byHttp();
  pass(all, 30_000);
  all.WebSocket.last.open();
  for (let tries = 0; tries < 2; tries += 1) {
    all.clock.advance(15_000);
    await settle();
    all.clock.advance(3_000);
    await settle();
  }
  welcome(all.Http.last);
  assert.equal(all.link.status.transport, 'http');
  const before = all.WebSocket.all.length;
  pass(all, 55_000);
  assert.equal(all.WebSocket.all.length, before);
  pass(all, 5_000);
  assert.equal(all.WebSocket.all.length, before + 1);
  all.link.dispose();
});

test('on a WebSocket that is up nothing is tried on the side', () => {
  const { link, clock, socket, WebSocket } = up({ fallback: () => assert.fail('dialled') });
  for (let minute = 0; minute < 120; minute += 1) {
    clock.advance(8_000);
    socket.receive({ type: 'events' });
  }
  assert.equal(WebSocket.all.length, 1);
  link.dispose();
});

test('a link that is closed while it goes back to WebSocket stays closed', async () => {
  const all = await byHttp();
  pass(all, 30_000);
  let greeted = 0;
  all.link.on('open', () => (greeted += 1));
  all.link.on('close', () => all.link.close());
  all.WebSocket.last.open();
  assert.equal(all.link.status.state, 'closed');
  assert.equal(greeted, 0);
  assert.deepEqual(live(all), []);
});

test('a WebSocket that was up makes the next way back a new story: after 30 s again', async () => {
  const all = await byHttp();
  pass(all, 30_000);
  welcome(all.WebSocket.last);
  assert.equal(all.link.status.transport, 'websocket');
  for (let tries = 0; all.Http.all.length < 2 && tries < 10; tries += 1) {
    all.WebSocket.last.fail();
    await settle();
    if (all.Http.all.length < 2) all.clock.advance(12_000);
  }
  welcome(all.Http.last);
  const before = all.WebSocket.all.length;
  pass(all, 30_000);
  assert.equal(all.WebSocket.all.length, before + 1);
  all.link.dispose();
});
