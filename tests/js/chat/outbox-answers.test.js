import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EntryStore } from '../../../static/chat/entry-store.js';
import { chat } from '../support/chat.js';
import { settle, until } from '../support/wait.js';

const states = (client, room = 'r') => client.rooms.get(room).entries.map(({ body, state }) => [body, state]);
const sentBodies = (connection) => connection.frames.filter(({ type }) => type === 'post').map(({ body }) => body);
const silence = () => true;

test('a final refusal is visible, keeps its text across a reload, and holds nothing up', async (t) => {
  const { online, server, bodies } = chat(t);
  const client = await online();
  server.on.post = ({ id, body }, connection) => {
    if (body !== 'bad') return false;
    server.send(connection, { type: 'refused', id, code: 'forbidden', detail: 'You may not.' });
    return true;
  };
  await client.post('r', 'bad');
  await client.post('r', 'good');
  await until(() => bodies(client).length === 1);
  await settle();
  const [{ state, code, detail, body }] = client.rooms.get('r').entries;
  assert.deepEqual([state, code, detail, body], ['refused', 'forbidden', 'You may not.', 'bad']);
  client.dispose();
  const after = await online();
  await until(() => after.rooms.get('r').entries.length === 1);
  assert.deepEqual(states(after), [['bad', 'refused']]);
  assert.deepEqual(sentBodies(server.last), []);
});

test('a retry is a new intention with a new id, and goes out', async (t) => {
  const { online, server, bodies } = chat(t);
  const client = await online();
  server.on.post = ({ id }, connection) => server.send(connection, { type: 'refused', id, code: 'forbidden', detail: '' }) ?? true;
  const { id } = await client.post('r', 'again');
  await until(() => states(client)[0][1] === 'refused');
  server.on.post = null;
  const [retried, twice] = await Promise.all([client.retry(id), client.retry(id)]);
  assert.notEqual(retried.id, id);
  assert.equal(twice, null);
  await until(() => bodies(client).length === 1);
  assert.deepEqual(states(client), []);
  assert.deepEqual(server.posts.map((post) => post.id), [retried.id]);
});

test('a discarded entry gives its text back and is gone, from the disk too', async (t) => {
  const { online, server, database } = chat(t);
  const client = await online();
  server.on.post = silence;
  const { id } = await client.post('r', 'never mind');
  assert.equal(await client.discard(id), null, 'not while it may still be committed');
  server.send(server.last, { type: 'refused', id, code: 'forbidden', detail: '' });
  await until(() => states(client)[0][1] === 'refused');
  assert.equal(await client.discard(id), 'never mind');
  assert.deepEqual(states(client), []);
  const other = new EntryStore({ name: database });
  t.after(() => other.close());
  assert.deepEqual(await other.all('me'), []);
});

for (const [order, answer] of Object.entries({
  'event before ack': (say, ack) => [say(), ack()],
  'ack before event': (say, ack) => [ack(), say()],
  'event without ack': (say) => [say()],
})) {
  test(`${order}: the message is there once, and is not sent again`, async (t) => {
    const { online, server, clock, bodies } = chat(t);
    const client = await online();
    server.on.post = ({ id, room, body }, connection) => {
      const log = server.logs.get(room);
      const { seq } = log.add({ kind: 'post', id, by: server.you, body, html: body });
      const say = () => server.send(connection, log.frame(seq, seq));
      const ack = () => server.send(connection, { type: 'ack', id, room, seq, at: 1 });
      answer(say, ack);
      return true;
    };
    await client.post('r', 'hello');
    await until(() => bodies(client).length === 1);
    await settle();
    clock.advance(9_000);
    await settle();
    assert.deepEqual([bodies(client), states(client)], [['hello'], []]);
    server.last.socket.fail();
    clock.advance(3_000);
    await until(() => client.rooms.get('r').live);
    await settle();
    assert.deepEqual(sentBodies(server.last), []);
  });
}

test('acknowledged but not in the log yet, it stays in sight and is not sent again', async (t) => {
  const { online, server, clock, bodies } = chat(t);
  const client = await online();
  server.on.post = ({ id, room, body }, connection) => {
    const { seq } = server.logs.get(room).add({ kind: 'post', id, by: server.you, body, html: body });
    server.send(connection, { type: 'ack', id, room, seq, at: 1 });
    return true;
  };
  await client.post('r', 'hello');
  await settle();
  assert.deepEqual(states(client), [['hello', 'acknowledged']]);
  server.last.socket.fail();
  assert.deepEqual(states(client), [['hello', 'acknowledged']]);
  clock.advance(3_000);
  await until(() => bodies(client).length === 1);
  assert.deepEqual([states(client), sentBodies(server.last)], [[], []]);
});

test('an own message found in a reset counts as its ack', async (t) => {
  const { online, server, clock, bodies } = chat(t);
  const client = await online();
  server.say('r', 'earlier');
  server.on.post = ({ id, room, body }) => {
    server.ids.set(id, server.logs.get(room).add({ kind: 'post', id, by: server.you, body, html: body }).seq);
    return true;
  };
  await client.post('r', 'hello');
  server.logs.get('r').history = 'b';
  server.last.socket.fail();
  clock.advance(3_000);
  await until(() => bodies(client).includes('hello'));
  await settle();
  assert.deepEqual([bodies(client), states(client)], [['earlier', 'hello'], []]);
});

/** Committed, but no answer has reached the page. */
const commitSilently = (server) => ({ id, room, body }) => {
  server.ids.set(id, server.logs.get(room).add({ kind: 'post', id, by: server.you, body, html: body }).seq);
  return true;
};

test('committed before a reload and never acknowledged: the ack to the resend ends it, history shows it', async (t) => {
  const { online, server, bodies } = chat(t);
  const before = await online();
  server.on.post = commitSilently(server);
  await before.post('r', 'hello');
  before.dispose();
  server.on.post = null;
  const after = await online();
  await settle();
  assert.equal(sentBodies(server.last).length, 1);
  assert.deepEqual(states(after), []);
  await after.open('r');
  assert.deepEqual(bodies(after), ['hello']);
});

test('acknowledged, and then passed by a reset that does not go back so far: it is no longer pending', async (t) => {
  const { online, server } = chat(t);
  const client = await online();
  const commit = commitSilently(server);
  server.on.post = (frame, connection) => {
    commit(frame);
    server.send(connection, { type: 'ack', id: frame.id, room: 'r', seq: 1, at: 1 });
    return true;
  };
  await client.post('r', 'hello');
  await settle();
  assert.deepEqual(states(client), [['hello', 'acknowledged']]);
  const message = { seq: 9, id: 'p9', by: { id: 'bo', name: 'Bo' }, at: 1, body: 'later', html: '' };
  server.send(server.last, { type: 'reset', room: 'r', messages: [message], head: { seq: 9, digest: 'x' }, part: 'p', more: false, older: true });
  await settle();
  assert.deepEqual(states(client), []);
});

test('acknowledged, and lost with the commits that an older copy of the database has not: it does not stay on the page as if sent', async (t) => {
  const { online, server, bodies } = chat(t);
  const before = await online();
  server.on.post = (frame, connection) => server.send(connection, { type: 'ack', id: frame.id, room: 'r', seq: 1, at: 1 }) ?? true;
  await before.post('r', 'hello');
  await settle();
  assert.deepEqual(states(before), [['hello', 'acknowledged']]);
  server.on.post = silence;
  server.reset(server.last, server.logs.get('r'));
  await settle();
  assert.deepEqual(states(before), [['hello', 'sent']], 'again');
  before.dispose();
  server.on.post = null;
  const after = await online();
  await until(() => bodies(after).length === 1);
  assert.deepEqual([bodies(after), states(after)], [['hello'], []]);
});

test('somebody else’s event with the id of an entry does not answer it', async (t) => {
  const { online, server } = chat(t);
  const client = await online();
  server.on.post = silence;
  const { id } = await client.post('r', 'mine');
  server.say('r', 'not yours', { id, by: { id: 'bo', name: 'Bo' } });
  await settle();
  assert.deepEqual(states(client), [['mine', 'sent']]);
});
