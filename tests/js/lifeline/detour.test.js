import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fallbackTo } from '../../../static/lifeline/detour.js';
import { byHttp, live, pass } from '../support/fallback.js';
import { up, welcome } from '../support/links.js';
import { settle } from '../support/wait.js';

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
  // What came too soon is done later, not forgotten.
  pass(all, 10_000);
  assert.equal(all.WebSocket.all.length, 4);
  all.link.dispose();
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
  const { link, clock, socket, WebSocket } = up({ fallback: fallbackTo(() => assert.fail('dialled')) });
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

test('an address that cannot be made on the side is reported, and tried again later; the HTTP link stays', async (t) => {
  const reported = [];
  const before = globalThis.reportError;
  globalThis.reportError = (error) => reported.push(error.message);
  t.after(() => (globalThis.reportError = before));
  let token = 'good';
  const url = () => {
    if (!token) throw new Error('no token');
    return `ws://moody/?token=${token}`;
  };
  const all = await byHttp({ url });
  token = '';
  pass(all, 30_000);
  assert.deepEqual(reported, ['no token']);
  assert.equal(all.link.status.transport, 'http');
  token = 'better';
  pass(all, 60_000);
  assert.equal(all.WebSocket.last.url, 'ws://moody/?token=better');
  all.link.dispose();
  assert.equal(all.clock.pending, 0);
});
