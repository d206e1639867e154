/** By HTTP a stream lasts a minute: the page says hello again on a link that stands (docs/protocol.md). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chat } from '../support/chat.js';
import { settle } from '../support/wait.js';

/** A page in room "r" whose stream can be renewed: what HttpSocket does. */
async function streaming(t, options) {
  const world = chat(t);
  const client = await world.online(options);
  const renew = async () => {
    world.WebSocket.last.onopen({});
    await settle();
  };
  return { ...world, client, room: client.rooms.get('r'), renew };
}

test('a hello on a standing link names where we are, and the session it replaces', async (t) => {
  const { server, renew } = await streaming(t);
  server.say('r', 'one');
  await settle();
  await renew();
  const hello = server.last.frames.filter(({ type }) => type === 'hello')[1];
  assert.equal(hello.replaces, 's1');
  assert.equal(hello.rooms.r.seq, 1);
  assert.equal(server.connections.length, 1);
});

test('nobody sees it: no room falls behind, nothing is there twice, the state stays', async (t) => {
  const { server, client, room, renew, bodies } = await streaming(t);
  const seen = [];
  client.on('connection', ({ state }) => seen.push(state));
  client.on('room', () => seen.push(room.live));
  server.say('r', 'one');
  await settle();
  await renew();
  server.say('r', 'two');
  await settle();
  assert.deepEqual(bodies(client), ['one', 'two']);
  assert.equal(seen.every((state) => state === true || state === 'online'), true, seen.join());
  assert.deepEqual(client.notices, []);
});

test('what was said between two streams is there, once', async (t) => {
  const { server, client, renew, bodies } = await streaming(t);
  server.last.live.clear();
  server.say('r', 'missed');
  await settle();
  await renew();
  assert.deepEqual(bodies(client), ['missed']);
});

test('what waits for its answer is not sent again', async (t) => {
  const { server, client, renew } = await streaming(t);
  server.on.post = (frame) => server.posts.push(frame);
  await client.post('r', 'hello');
  await settle();
  await renew();
  assert.equal(server.posts.length, 1);
});

test('what the server was told is not told again', async (t) => {
  const { server, client, clock, renew } = await streaming(t);
  server.say('r', 'one');
  await settle();
  client.markRead('r', 1);
  await renew();
  clock.advance(5_000);
  await settle();
  assert.equal(server.last.frames.filter(({ type }) => type === 'read').length, 1);
});

test('how the last link ended is told once', async (t) => {
  const { server, WebSocket, clock, renew } = await streaming(t);
  WebSocket.last.fail();
  clock.advance(10_000);
  await settle();
  await renew();
  const told = server.last.frames.filter(({ type }) => type === 'hello').map((hello) => 'last_close' in hello);
  assert.deepEqual(told, [true, false]);
});
