import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BLOCKED, byHttp, finding, live, pass, withFallback } from '../support/fallback.js';
import { welcome } from '../support/links.js';
import { settle } from '../support/wait.js';

test('blocked twice in a row, the fallback is dialled at once, and the status says by which way', async () => {
  const { link, WebSocket, Http } = await byHttp();
  assert.equal(WebSocket.all.length, 2);
  assert.equal(Http.all.length, 1);
  const { state, transport } = link.status;
  assert.deepEqual({ state, transport }, { state: 'online', transport: 'http' });
  link.dispose();
});

test('blocked once is chance: WebSocket is tried again', async () => {
  const { link, WebSocket, clock, Http } = withFallback({ diagnose: BLOCKED });
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
  const { link, WebSocket, clock, Http } = withFallback({ diagnose: finding('unreachable') });
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
  const all = withFallback({ diagnose: BLOCKED });
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
