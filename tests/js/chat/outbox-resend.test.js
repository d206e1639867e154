import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chat } from '../support/chat.js';
import { settle, until } from '../support/wait.js';

const states = (client, room = 'r') => client.rooms.get(room).entries.map(({ body, state }) => [body, state]);
const sentBodies = (connection) => connection.frames.filter(({ type }) => type === 'post').map(({ body }) => body);
const silence = () => true;

test('after welcome everything unanswered is sent again, in order, each naming the one before', async (t) => {
  const { online, server, clock } = chat(t);
  const client = await online();
  server.on.post = silence;
  const ids = [];
  for (const body of ['one', 'two', 'three']) ids.push((await client.post('r', body)).id);
  server.last.socket.fail();
  assert.deepEqual(states(client).map(([, state]) => state), ['unknown', 'unknown', 'unknown']);
  clock.advance(3_000);
  await until(() => server.connections.length === 2 && sentBodies(server.last).length === 3);
  const posts = server.last.frames.filter(({ type }) => type === 'post');
  assert.deepEqual(posts.map(({ id, prior }) => [id, prior]), [[ids[0], undefined], [ids[1], ids[0]], [ids[2], ids[1]]]);
});

test('each state is said: queued, sent, unknown when the link is lost, sent again, and gone when it is in the log', async (t) => {
  const { online, server, clock } = chat(t);
  const client = await online();
  const seen = [];
  client.on('room', ({ room }) => {
    const now = room.entries.map(({ state }) => state).join();
    if (now !== seen.at(-1)) seen.push(now);
  });
  server.on.post = silence;
  await client.post('r', 'hello');
  server.last.socket.fail();
  server.on.post = null;
  clock.advance(3_000);
  await until(() => seen.at(-1) === '');
  assert.deepEqual(seen, ['queued', 'sent', 'unknown', 'sent', '']);
});

test('what the server put off is queued, not unknown: it said that it does not have it', async (t) => {
  const { online, server } = chat(t);
  const client = await online();
  server.on.post = ({ id }, connection) => server.send(connection, { type: 'refused', id, code: 'throttled', detail: '', retry_ms: 60_000 }) ?? true;
  await client.post('r', 'hello');
  await settle();
  server.last.socket.fail();
  assert.deepEqual(states(client), [['hello', 'queued']]);
});

test('prior names only what has no answer, in the same room', async (t) => {
  const { online, server } = chat(t);
  server.room('q');
  const client = await online();
  await client.post('r', 'answered');
  await settle();
  server.on.post = silence;
  const { id } = await client.post('r', 'one');
  await client.post('q', 'elsewhere');
  await client.post('r', 'two');
  const priors = server.last.frames.filter(({ type }) => type === 'post').map(({ body, prior }) => [body, prior]);
  assert.deepEqual(priors, [['answered', undefined], ['one', undefined], ['elsewhere', undefined], ['two', id]]);
});

test('on a live link it is sent again after interval and time-out, counted from the last send', async (t) => {
  const { online, server, clock } = chat(t);
  const client = await online();
  server.on.post = silence;
  await client.post('r', 'hello');
  const beat = async (ms) => {
    for (let passed = 0; passed < ms; passed += 1_000) {
      clock.advance(1_000);
      await settle();
    }
  };
  await beat(13_000);
  assert.equal(sentBodies(server.last).length, 1);
  await beat(1_000);
  assert.equal(sentBodies(server.last).length, 2);
  await beat(14_000);
  assert.equal(sentBodies(server.last).length, 3);
  assert.equal(server.connections.length, 1);
});

test('refused with retry_ms: kept, sent again after it with the same id, and nothing passes it', async (t) => {
  const { online, server, clock, bodies } = chat(t);
  const client = await online();
  const refuse = (post, code, retry_ms) => server.send(server.last, { type: 'refused', id: post.id, code, detail: '', retry_ms });
  server.on.post = silence;
  await client.post('r', 'one');
  await client.post('r', 'two');
  const [one, two] = server.last.frames.filter(({ type }) => type === 'post');
  refuse(one, 'throttled', 300);
  refuse(two, 'unavailable', 100);
  await settle();
  server.on.post = null;
  clock.advance(299);
  await settle();
  assert.equal(sentBodies(server.last).length, 2);
  assert.deepEqual(states(client).map(([, state]) => state), ['queued', 'queued']);
  clock.advance(1);
  await until(() => bodies(client).length === 2);
  assert.deepEqual(bodies(client), ['one', 'two']);
  assert.deepEqual(sentBodies(server.last), ['one', 'two', 'one', 'two']);
});

test('a hundred entries from offline arrive in order, 32 at a time', async (t) => {
  const { online, server, clock, bodies } = chat(t);
  const client = await online();
  server.reachable = false;
  server.last.socket.fail();
  const typed = Array.from({ length: 100 }, (_, index) => `m${index}`);
  for (const body of typed) await client.post('r', body);
  let most = 0;
  let out = 0;
  server.on.post = () => {
    out += 1;
    most = Math.max(most, out);
    queueMicrotask(() => (out -= 1));
    return false;
  };
  server.reachable = true;
  clock.advance(3_000);
  await until(() => bodies(client).length === 100);
  assert.deepEqual(bodies(client), typed);
  assert.equal(most, 32);
});
