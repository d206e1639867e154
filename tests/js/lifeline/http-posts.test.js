import assert from 'node:assert/strict';
import { test } from 'node:test';
import { twin } from '../support/twin.js';

const post = (id) => ({ type: 'post', id, room: '7', body: 'x' });

/** Welcomed, and caught up with the rooms that it named. */
async function online(options) {
  const world = await twin(options);
  await world.streams().at(-1).welcome();
  return world;
}

test('frames go in order, one request at a time, with all that waits', async () => {
  const world = await online();
  await world.send(post('a'), post('b'));
  assert.deepEqual(world.posts()[0].frames.map(({ id }) => id), ['a', 'b']);
  await world.send(post('c'));
  await world.send(post('d'));
  assert.equal(world.posts().length, 1);
  await world.posts()[0].say({ type: 'ack', id: 'a' }, { type: 'ack', id: 'b' });
  await world.posts()[0].end();
  assert.deepEqual(world.posts()[1].frames.map(({ id }) => id), ['c', 'd']);
  assert.deepEqual(world.messages.slice(1).map(({ id }) => id), ['a', 'b']);
});

test('a request is bounded, and a frame goes in any case', async () => {
  const world = await online();
  const large = (id, chars = 20_000) => ({ ...post(id), body: '好'.repeat(chars) });
  await world.send(large('a'), large('b'), large('c'));
  assert.deepEqual(world.posts()[0].frames.map(({ id }) => id), ['a', 'b']);
  await world.posts()[0].end();
  await world.send(...Array.from({ length: 130 }, (_, index) => post(`${index}`)));
  await world.posts()[1].end();
  assert.equal(world.posts()[2].frames.length, 128);
  await world.posts()[2].end();
  await world.posts()[3].end();
  await world.send(large('e', 100_000), large('f'));
  assert.deepEqual(world.posts()[4].frames.map(({ id }) => id), ['e']);
});

test('a beat waits for no commit', async () => {
  const world = await online();
  await world.send(post('a'));
  await world.send({ type: 'ping', n: 1 });
  assert.deepEqual(world.posts()[1].frames, [{ type: 'ping', n: 1 }]);
  await world.posts()[1].say({ type: 'pong', n: 1 });
  assert.equal(world.messages.at(-1).type, 'pong');
});

test('what the server need not know is not sent', async () => {
  const world = await online();
  await world.send({ type: 'seen', rooms: {} }, { type: 'pong', n: 1 }, { type: 'unsubscribe', room: '7' });
  assert.equal(world.posts().length, 0);
});

test('bufferedAmount counts bytes until they are answered', async () => {
  const world = await online();
  const frame = { ...post('a'), body: '好' };
  await world.send(frame);
  assert.equal(world.socket.bufferedAmount, new TextEncoder().encode(JSON.stringify(frame)).length);
  await world.posts()[0].end();
  assert.equal(world.socket.bufferedAmount, 0);
});

test('a request of frames that fails ends the socket with 1006', async () => {
  const world = await online();
  await world.send(post('a'));
  await world.posts()[0].cut();
  assert.deepEqual(world.closes.map(({ code, wasClean }) => [code, wasClean]), [[1006, false]]);
  assert.equal(world.streams()[0].aborted, true);
  assert.equal(world.clock.pending, 0);
});

test('a request of frames that is not answered in 20 s ends the socket', async () => {
  const world = await online();
  await world.streams()[0].end();
  await world.send(post('a'));
  await world.streams()[1].welcome();
  await world.pass(10_000);
  await world.streams()[1].say({ type: 'ping', n: 1 });
  await world.pass(10_000);
  assert.equal(world.closes.at(-1).code, 1006);
});
