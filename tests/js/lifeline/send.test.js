import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lifelineDialect } from '../../../static/lifeline/dialect.js';
import { WELCOME, linked, up, welcome } from '../support/links.js';

const MARK_BYTES = 65_536;

test('what is sent on a link that is up is sent, which is no receipt', () => {
  const { link, socket } = up();
  assert.equal(link.send({ type: 'x' }), 'sent');
  assert.deepEqual(socket.of('x'), [{ type: 'x' }]);
});

test('in every state of the socket and the link, sending has a defined outcome', () => {
  const outcomes = {};
  const note = (state, link) => (outcomes[state] = link.send({ type: 'x' }));
  const { link, WebSocket, clock } = linked({ maxTries: 2 });
  note('idle', link);
  link.connect();
  note('connecting', link);
  WebSocket.last.open();
  note('open, not welcomed', link);
  WebSocket.last.receive(WELCOME);
  note('online', link);
  WebSocket.last.readyState = 2;
  note('closing', link);
  WebSocket.last.fail();
  note('waiting', link);
  clock.advance(3_000);
  WebSocket.last.fail();
  note('gave up', link);
  link.reconnect();
  WebSocket.last.end(4403);
  note('refused', link);
  link.close();
  note('closed', link);
  assert.deepEqual(outcomes, {
    idle: 'queued',
    connecting: 'queued',
    'open, not welcomed': 'queued',
    online: 'sent',
    closing: 'queued',
    waiting: 'queued',
    'gave up': 'refused',
    refused: 'refused',
    closed: 'refused',
  });
});

test('what was queued is sent after the greeting, in order, once', () => {
  const { link, WebSocket, clock } = linked();
  link.on('open', () => link.send({ type: 'hello' }));
  link.connect();
  link.send({ type: 'x', n: 1 });
  WebSocket.last.fail();
  link.send({ type: 'x', n: 2 });
  clock.advance(1_000);
  WebSocket.last.open();
  link.send({ type: 'x', n: 3 });
  assert.deepEqual(WebSocket.last.frames.map(({ type }) => type), ['hello']);
  WebSocket.last.receive(WELCOME);
  link.send({ type: 'x', n: 4 });
  assert.deepEqual(WebSocket.last.of('x').map(({ n }) => n), [1, 2, 3, 4]);
  WebSocket.last.fail();
  clock.advance(3_000);
  welcome(WebSocket.last);
  assert.deepEqual(WebSocket.last.of('x'), []);
});

test('to a server that says nothing by itself the greeting goes first all the same', () => {
  const { link, WebSocket } = linked({ dialect: { ...lifelineDialect, ready: 'open' } });
  link.on('open', () => link.send({ type: 'hello' }));
  link.connect();
  link.send({ type: 'x' });
  WebSocket.last.open();
  assert.deepEqual(WebSocket.last.frames.map(({ type }) => type), ['hello', 'x']);
});

test('what a listener sends when the link comes up goes behind what was queued before', () => {
  const { link, WebSocket } = linked();
  link.on('state', ({ state }) => state === 'online' && link.send({ type: 'x', n: 2 }));
  link.connect();
  link.send({ type: 'x', n: 1 });
  welcome(WebSocket.last);
  assert.deepEqual(WebSocket.last.of('x').map(({ n }) => n), [1, 2]);
});

test('the queue is bounded by frames: what does not fit is refused, what is in it stays', () => {
  const { link, WebSocket } = linked({ queue: { frames: 2, bytes: 1_000 } });
  link.connect();
  assert.deepEqual([1, 2, 3].map((n) => link.send({ type: 'x', n })), ['queued', 'queued', 'refused']);
  welcome(WebSocket.last);
  assert.deepEqual(WebSocket.last.of('x').map(({ n }) => n), [1, 2]);
});

test('the queue is bounded by bytes, in UTF-8, and room made is room again', () => {
  const { link, WebSocket } = linked({ queue: { frames: 100, bytes: 10 } });
  link.connect();
  assert.deepEqual(['é'.repeat(4), 'é', 'é'].map((text) => link.send(text)), ['queued', 'queued', 'refused']);
  assert.equal(link.send(new Uint8Array(1)), 'refused');
  welcome(WebSocket.last);
  WebSocket.last.fail();
  assert.equal(link.send(new Uint8Array(10)), 'queued');
  assert.equal(link.send(new Blob(['x'])), 'refused');
});

test('without a queue nothing is kept, and nothing held back while the socket is open', () => {
  const { link, WebSocket } = linked({ queue: null });
  link.connect();
  assert.equal(link.send({ type: 'x' }), 'refused');
  WebSocket.last.open();
  assert.equal(link.send({ type: 'hello' }), 'sent');
  WebSocket.last.receive(WELCOME);
  WebSocket.last.bufferedAmount = MARK_BYTES;
  assert.equal(link.send({ type: 'x' }), 'sent');
  assert.equal(link.writable, false);
});

test('strings and binary go as they are', () => {
  const { link, socket } = up();
  const buffer = new Uint8Array([1, 2]).buffer;
  const blob = new Blob(['b']);
  for (const data of ['ping', buffer, new Uint8Array(buffer), blob]) assert.equal(link.send(data), 'sent');
  assert.equal(socket.sent[0], 'ping');
  assert.equal(socket.sent[1], buffer);
  assert.equal(socket.sent[3], blob);
});

test('what is queued is as it was then, whatever becomes of the buffer or object', () => {
  const { link, WebSocket } = linked();
  link.connect();
  const bytes = new Uint8Array([0, 1, 2, 3]);
  const frame = { type: 'x', n: 1 };
  link.send(bytes.subarray(1, 3));
  link.send(bytes.buffer);
  link.send(frame);
  bytes.fill(9);
  frame.n = 9;
  welcome(WebSocket.last);
  const [view, buffer, text] = WebSocket.last.sent;
  assert.deepEqual([[...view], [...new Uint8Array(buffer)], text], [[1, 2], [0, 1, 2, 3], '{"type":"x","n":1}']);
});

test('close() forgets what is queued; to be given up does not', () => {
  const { link, WebSocket } = linked({ maxTries: 1 });
  link.connect();
  link.send({ type: 'x', n: 1 });
  WebSocket.last.fail();
  assert.equal(link.status.state, 'gave-up');
  link.reconnect();
  welcome(WebSocket.last);
  assert.equal(WebSocket.last.of('x').length, 1);
  const other = linked();
  other.link.connect();
  assert.equal(other.link.send({ type: 'x' }), 'queued');
  other.link.close();
  other.link.reconnect();
  welcome(other.WebSocket.last);
  assert.equal(other.WebSocket.last.of('x').length, 0);
});
