import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chat } from '../support/chat.js';
import { settle, until } from '../support/wait.js';

const shown = (client) => client.rooms.get('r').entries.map(({ body, state }) => [body, state]);
const sentBy = (connection) => connection.frames.filter(({ type }) => type === 'post').map(({ id }) => id);
const silence = () => true;

/** Lets time pass second by second, with beats answered. */
async function pass(clock, ms) {
  for (let passed = 0; passed < ms; passed += 1_000) {
    clock.advance(1_000);
    await settle();
  }
}

test('what one tab types the others of this person show, and do not send at once', async (t) => {
  const { online, server } = chat(t);
  const one = await online();
  const two = await online();
  const [first, second] = server.connections;
  server.on.post = silence;
  await one.post('r', 'hello');
  await until(() => shown(two).length === 1);
  await settle();
  assert.deepEqual(shown(two), [['hello', 'queued']]);
  assert.deepEqual([sentBy(first).length, sentBy(second).length], [1, 0]);
});

test('what one tab is done with disappears from the others', async (t) => {
  const { online, server, bodies } = chat(t);
  const one = await online();
  const two = await online();
  await one.post('r', 'hello');
  await until(() => bodies(two).length === 1);
  await settle();
  assert.deepEqual([shown(one), shown(two), bodies(two)], [[], [], ['hello']]);
  assert.equal(server.posts.length, 1);
});

test('what a tab that is gone has left, another sends, with the same id', async (t) => {
  const { online, server, clock, bodies } = chat(t);
  const one = await online();
  const two = await online();
  server.on.post = silence;
  const { id } = await one.post('r', 'hello');
  await until(() => shown(two).length === 1);
  one.dispose();
  server.on.post = null;
  await pass(clock, 15_000);
  await until(() => bodies(two).length === 1);
  assert.deepEqual(sentBy(server.connections[1]), [id]);
  assert.deepEqual(shown(two), []);
});

test('before it takes over, a tab looks whether the entry is still there', async (t) => {
  const { online, server, clock } = chat(t);
  const one = await online();
  const two = await online();
  server.on.post = silence;
  await one.post('r', 'hello');
  await until(() => shown(two).length === 1);
  const [{ id }] = one.rooms.get('r').entries;
  // The other tab hears nothing of it: neither from the log nor from the first tab.
  const before = BroadcastChannel.prototype.postMessage;
  BroadcastChannel.prototype.postMessage = () => {};
  t.after(() => (BroadcastChannel.prototype.postMessage = before));
  server.send(server.connections[0], { type: 'ack', id, room: 'r', seq: 1, at: 1 });
  await settle();
  await pass(clock, 15_000);
  assert.deepEqual(sentBy(server.connections[1]), []);
  assert.deepEqual(shown(two), []);
});

test('both tabs send it: it is stored once, and both are done with it', async (t) => {
  const { online, server, clock, tab, bodies } = chat(t);
  const one = await online();
  server.on.post = silence;
  await one.post('r', 'hello');
  server.on.post = null;
  // A second tab is opened: it cannot know that the first one lives.
  const two = tab();
  two.start();
  await until(() => two.rooms.get('r')?.live && bodies(two).length === 1);
  await pass(clock, 15_000);
  assert.deepEqual([bodies(one), bodies(two), shown(one), shown(two)], [['hello'], ['hello'], [], []]);
});

test('a refusal one tab got is seen in the other; discarded there, it is gone here', async (t) => {
  const { online, server } = chat(t);
  const one = await online();
  const two = await online();
  server.on.post = ({ id }, connection) => server.send(connection, { type: 'refused', id, code: 'forbidden', detail: 'no' }) ?? true;
  const { id } = await one.post('r', 'hello');
  await until(() => shown(two)[0]?.[1] === 'refused');
  await two.discard(id);
  await until(() => shown(one).length === 0);
});

test('a store that somebody emptied takes nothing from the tab it was typed in', async (t) => {
  const { online, server, clock, bodies, database } = chat(t);
  const one = await online();
  server.reachable = false;
  server.last.socket.fail();
  const { id } = await one.post('r', 'hello');
  await new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(database);
    request.onsuccess = resolve;
    request.onerror = reject;
  });
  server.reachable = true;
  clock.advance(3_000);
  await until(() => bodies(one).length === 1);
  assert.deepEqual(server.posts.map((post) => post.id), [id]);
});

test('an entry is there once, however its writing and the news of it cross', async (t) => {
  const { online, server } = chat(t);
  const one = await online();
  const two = await online();
  server.on.post = silence;
  await Promise.all(Array.from({ length: 10 }, (_, index) => (index % 2 ? one : two).post('r', `m${index}`)));
  await until(() => shown(one).length === 10 && shown(two).length === 10);
  await settle();
  assert.equal(new Set(one.rooms.get('r').entries.map(({ id }) => id)).size, 10);
  assert.equal(shown(one).length, 10);
  assert.deepEqual([sentBy(server.connections[0]).length, sentBy(server.connections[1]).length], [5, 5]);
});
