import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linked, up, welcome } from '../support/links.js';
import { settle } from '../support/wait.js';

const MARK_BYTES = 65_536;

test('above the mark it is queued, and goes out in slices as the browser’s buffer empties', () => {
  const { link, clock, socket } = up();
  socket.onsend = (data) => (socket.bufferedAmount += data.length);
  const big = 'x'.repeat(40_000);
  assert.deepEqual([1, 2, 3, 4, 5].map(() => link.send(big)), ['sent', 'sent', 'queued', 'queued', 'queued']);
  assert.equal(socket.sent.length, 2);
  socket.bufferedAmount = 0;
  clock.advance(50);
  assert.equal(socket.sent.length, 4);
  clock.advance(50);
  assert.equal(socket.sent.length, 4);
  socket.bufferedAmount = 0;
  clock.advance(50);
  assert.equal(socket.sent.length, 5);
});

test('beats pass ahead of what is queued', () => {
  const { link, clock, socket } = up();
  socket.bufferedAmount = MARK_BYTES;
  link.send({ type: 'bulk' });
  clock.advance(5_000);
  socket.receive({ type: 'ping', n: 3 });
  assert.deepEqual(socket.frames.map(({ type }) => type), ['ping', 'pong']);
});

test('`drain` says once that there is room again, and leaves no timer', () => {
  const { link, clock, socket } = up();
  let drains = 0;
  link.on('drain', () => (drains += 1));
  const timers = clock.pending;
  socket.bufferedAmount = MARK_BYTES;
  assert.equal(link.writable, false);
  link.send({ type: 'x' });
  clock.advance(1_000);
  assert.equal(drains, 0);
  socket.bufferedAmount = MARK_BYTES - 1;
  clock.advance(50);
  assert.equal(drains, 1);
  assert.equal(link.writable, true);
  assert.equal(clock.pending, timers);
  clock.advance(1_000);
  assert.equal(drains, 1);
});

test('`drain` comes too when what filled the buffer was sent, and when the link that was waited for is up', () => {
  const { link, clock, socket, WebSocket } = up({ queue: null });
  let drains = 0;
  link.on('drain', () => (drains += 1));
  socket.onsend = () => (socket.bufferedAmount = MARK_BYTES);
  assert.equal(link.send({ type: 'x' }), 'sent');
  socket.bufferedAmount = 0;
  clock.advance(50);
  assert.equal(drains, 1);
  socket.fail();
  assert.equal(link.send({ type: 'x' }), 'refused');
  link.reconnect();
  welcome(WebSocket.last);
  assert.equal(drains, 2);
});

test('bufferedAmount is the socket’s, and 0 without one', () => {
  const { link, socket } = up();
  socket.bufferedAmount = 17;
  assert.equal(link.bufferedAmount, 17);
  socket.fail();
  assert.equal(link.bufferedAmount, 0);
});

test('flushed() waits until what was sent and queued has left the machine', async () => {
  const { link, clock, socket } = up();
  await link.flushed();
  let left = false;
  socket.bufferedAmount = MARK_BYTES;
  link.send({ type: 'x' });
  const flushed = link.flushed().then(() => (left = true));
  socket.bufferedAmount = 1;
  clock.advance(50);
  await settle();
  assert.equal(socket.of('x').length, 1);
  assert.equal(left, false);
  socket.bufferedAmount = 0;
  clock.advance(50);
  await flushed;
});

test('flushed() rejects when the link is lost before it has left, and when there will be none', async () => {
  const { link, socket } = up();
  socket.bufferedAmount = 1;
  const lost = link.flushed();
  socket.fail();
  await assert.rejects(lost);
  link.send({ type: 'x' });
  const never = link.flushed();
  link.dispose();
  await assert.rejects(never, { name: 'LinkError' });
  await link.flushed();
});

test('flushed() outlives a lost link where nothing was on its way yet', async () => {
  const { link, WebSocket } = linked();
  link.connect();
  link.send({ type: 'x' });
  let left = false;
  const flushed = link.flushed().then(() => (left = true));
  WebSocket.last.open();
  WebSocket.last.fail();
  link.reconnect();
  await settle();
  assert.equal(left, false);
  welcome(WebSocket.last);
  await flushed;
  assert.equal(WebSocket.last.of('x').length, 1);
});

test('flushed() resolves where all had left just before the link was lost', async () => {
  const { link, socket } = up();
  socket.bufferedAmount = 1;
  const flushed = link.flushed();
  socket.bufferedAmount = 0;
  socket.fail();
  await flushed;
});

test('a lost link is not looked at any more', () => {
  const { link, clock, socket } = up();
  socket.bufferedAmount = MARK_BYTES;
  link.send({ type: 'x' });
  link.dispose();
  assert.equal(clock.pending, 0);
});
