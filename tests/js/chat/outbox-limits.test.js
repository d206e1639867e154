import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EntryStore } from '../../../static/chat/entry-store.js';
import { isFull, MAX_BYTES, MAX_ENTRIES } from '../../../static/chat/outbox-limits.js';
import { chat } from '../support/chat.js';
import { settle, until } from '../support/wait.js';

const kept = (count, body) => Array.from({ length: count }, () => ({ body }));
const states = (client) => client.rooms.get('r').entries.map(({ body, state }) => [body, state]);
const sentBodies = (connection) => connection.frames.filter(({ type }) => type === 'post').map(({ body }) => body);
const silence = () => true;

test('as many messages wait as the limit says, and no more', () => {
  assert.equal(isFull(kept(MAX_ENTRIES - 1, 'x'), 'x'), false);
  assert.equal(isFull(kept(MAX_ENTRIES, 'x'), 'x'), true);
});

test('as many bytes wait as the limit says, counted as UTF-8', () => {
  const half = MAX_BYTES / 2;
  assert.equal(isFull(kept(1, 'x'.repeat(half)), 'x'.repeat(half)), false);
  assert.equal(isFull(kept(1, 'x'.repeat(half)), 'x'.repeat(half + 1)), true);
  assert.equal(isFull([], '字'.repeat(half)), true);
});

test('a full outbox refuses visibly, keeps what it has, and takes more when some is answered', async (t) => {
  const { online, server, database, bodies } = chat(t);
  const client = await online();
  server.on.post = silence;
  const half = 'x'.repeat(60_000);
  const posted = [];
  for (let index = 0; index < 34; index += 1) posted.push(await client.post('r', half));
  await assert.rejects(client.post('r', half), { name: 'Refusal', code: 'full' });
  const other = new EntryStore({ name: database });
  t.after(() => other.close());
  assert.equal((await other.all('me')).length, 34);
  server.send(server.last, { type: 'ack', id: posted[0].id, room: 'r', seq: 1, at: 1 });
  await settle();
  await client.post('r', half);
  assert.deepEqual(bodies(client), []);
});

test('what is still being written counts', async (t) => {
  const { online, server } = chat(t);
  const client = await online();
  server.on.post = silence;
  const posts = Array.from({ length: 40 }, () => client.post('r', 'x'.repeat(60_000)));
  const results = await Promise.allSettled(posts);
  const refused = results.filter(({ status }) => status === 'rejected');
  assert.deepEqual([refused.length, new Set(refused.map(({ reason }) => reason.code))], [6, new Set(['full'])]);
});

test('the outbox of one person is not filled by another', async (t) => {
  const { online, tab, server } = chat(t);
  const ann = await online();
  server.on.post = silence;
  for (let index = 0; index < 34; index += 1) await ann.post('r', 'x'.repeat(60_000));
  ann.dispose();
  server.you = { id: 'bo', name: 'Bo' };
  server.on.post = null;
  const bo = tab({ person: server.you });
  bo.start();
  await until(() => bo.rooms.get('r')?.live);
  await bo.post('r', 'x'.repeat(60_000));
  await until(() => states(bo).length === 0);
});

test('what makes a frame above the limit fails before it is kept', async (t) => {
  const { online, server, database } = chat(t);
  server.limits = { ...server.limits, frame_bytes: 1_000 };
  const client = await online();
  await assert.rejects(client.post('r', '字'.repeat(300)), { code: 'too-long' });
  await client.post('r', '字'.repeat(250));
  const other = new EntryStore({ name: database });
  t.after(() => other.close());
  await settle();
  assert.deepEqual(await other.all('me'), []);
  assert.equal(server.posts.length, 1);
});

test('what the server takes no longer is refused here and never sent', async (t) => {
  const { online, server, clock } = chat(t);
  const client = await online();
  server.on.post = silence;
  await client.post('r', 'x'.repeat(2_000));
  server.limits = { ...server.limits, frame_bytes: 1_000 };
  server.last.socket.fail();
  clock.advance(3_000);
  await until(() => states(client)[0][1] === 'refused');
  assert.deepEqual(sentBodies(server.last), []);
});

test('what waits is measured once a link, not at each answer', async (t) => {
  const { online, server } = chat(t);
  const client = await online();
  server.on.post = silence;
  for (let index = 0; index < 60; index += 1) await client.post('r', `text ${index}`);
  const stringify = t.mock.method(JSON, 'stringify');
  const { length } = server.posts;
  const [first] = client.rooms.get('r').entries;
  server.send(server.last, { type: 'ack', id: first.id, room: 'r', seq: 1, at: 1 });
  await settle();
  const posts = stringify.mock.calls.filter(({ arguments: [frame] }) => frame?.type === 'post');
  assert.equal(server.posts.length, length);
  assert.equal(posts.length, 1, 'the one that is sent');
});

test('after 4009 the largest frame that was out fails, the others go on', async (t) => {
  const { online, server, clock } = chat(t);
  const client = await online();
  server.on.post = silence;
  await client.post('r', 'small');
  await client.post('r', 'large'.repeat(100));
  server.last.socket.end(4009);
  server.on.post = null;
  clock.advance(3_000);
  await until(() => server.posts.length > 0);
  await settle();
  assert.deepEqual(sentBodies(server.last), ['small']);
  assert.deepEqual(states(client), [['large'.repeat(100), 'refused']]);
});
