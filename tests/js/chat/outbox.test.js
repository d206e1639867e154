import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EntryStore } from '../../../static/chat/entry-store.js';
import { chat } from '../support/chat.js';
import { settle, until } from '../support/wait.js';

const states = (client, room = 'r') => client.rooms.get(room).entries.map(({ body, state }) => [body, state]);
const sentBodies = (connection) => connection.frames.filter(({ type }) => type === 'post').map(({ body }) => body);
const silence = () => true;

test('what is typed is posted, acknowledged, and shown once: as entry or as message, never both or neither', async (t) => {
  const { online, bodies } = chat(t);
  const client = await online();
  const shown = new Set();
  client.on('room', ({ room }) => shown.add([...bodies(client), ...room.entries.map(({ body }) => body)].join()));
  await client.post('r', 'hello');
  await until(() => bodies(client).length === 1);
  await settle();
  assert.deepEqual(bodies(client), ['hello']);
  assert.deepEqual(states(client), []);
  assert.deepEqual([...shown], ['hello']);
});

test('post() resolves when the entry is on disk, and only then is it sent', async (t) => {
  const { online, server, database } = chat(t);
  const client = await online();
  server.on.post = silence;
  const writing = client.post('r', 'hello');
  assert.deepEqual(states(client), []);
  const other = new EntryStore({ name: database });
  t.after(() => other.close());
  const { id } = await writing;
  assert.deepEqual((await other.all('me')).map((entry) => entry.id), [id]);
  assert.deepEqual(server.last.frames.at(-1), { type: 'post', id, room: 'r', body: 'hello' });
});

test('what could not be written is rejected, and never sent', async (t) => {
  const { online, server } = chat(t);
  const client = await online();
  const before = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = () => {
    throw new DOMException('disk full', 'QuotaExceededError');
  };
  t.after(() => (IDBObjectStore.prototype.put = before));
  await assert.rejects(client.post('r', 'hello'), { name: 'QuotaExceededError' });
  await settle();
  assert.deepEqual(server.posts, []);
  assert.deepEqual(states(client), []);
});

test('after a reload what was typed is there before the link is up, and is sent with the same id, once', async (t) => {
  const { online, tab, server, clock, bodies } = chat(t);
  const before = await online();
  server.on.post = silence;
  const { id } = await before.post('r', 'hello');
  before.dispose();
  server.reachable = false;
  const after = tab();
  after.start();
  await until(() => after.rooms.get('r')?.entries.length === 1, 'the entry is shown');
  assert.deepEqual(states(after), [['hello', 'queued']]);
  assert.equal(after.rooms.get('r').slug, 'r');
  assert.equal(after.connection.state, 'connecting');
  server.on.post = null;
  server.reachable = true;
  clock.advance(15_000 + 3_000);
  await until(() => bodiesOf(after).includes('hello'));
  assert.deepEqual(server.posts.map((post) => post.id), [id]);
  assert.deepEqual(bodies(after), ['hello']);

  function bodiesOf(client) {
    return client.rooms.get('r').messages.map(({ body }) => body);
  }
});

test('what is answered leaves the disk', async (t) => {
  const { online, database } = chat(t);
  const client = await online();
  await client.post('r', 'hello');
  const other = new EntryStore({ name: database });
  t.after(() => other.close());
  await settle();
  assert.deepEqual(await other.all('me'), []);
});

test('entries belong to a person: somebody else’s are neither shown nor sent', async (t) => {
  const { online, tab, server } = chat(t);
  const ann = await online();
  server.on.post = silence;
  await ann.post('r', 'from Ann');
  ann.dispose();
  server.you = { id: 'bo', name: 'Bo' };
  const bo = tab({ person: { id: 'bo', name: 'Bo' } });
  bo.start();
  await until(() => bo.rooms.get('r')?.live);
  await settle();
  assert.deepEqual(states(bo), []);
  assert.deepEqual(sentBodies(server.last), []);
});

test('where the browser is logged in as somebody else by now, nothing is sent and the page says so', async (t) => {
  const { online, server, clock } = chat(t);
  const ann = await online();
  server.on.post = silence;
  await ann.post('r', 'from Ann');
  server.you = { id: 'bo', name: 'Bo' };
  server.last.socket.fail();
  clock.advance(3_000);
  await until(() => ann.connection.state === 'refused');
  await settle();
  assert.deepEqual(sentBodies(server.last), []);
  assert.deepEqual(ann.connection, { state: 'refused', cause: 'person', loginNeeded: true, wakes: ['reconnect', 'login'] });
  clock.advance(600_000);
  assert.equal(server.connections.length, 2);
});

test('a room that is gone keeps its refused entry in sight, and goes with it', async (t) => {
  const { online, server } = chat(t);
  const client = await online();
  server.on.post = ({ id }, connection) => server.send(connection, { type: 'refused', id, code: 'forbidden', detail: '' }) ?? true;
  const { id } = await client.post('r', 'mine');
  await until(() => states(client)[0][1] === 'refused');
  server.send(server.last, { type: 'gone', room: 'r', code: 'forbidden' });
  await until(() => client.rooms.get('r').gone === 'forbidden');
  await assert.rejects(client.post('r', 'more'), { code: 'not-found' });
  await client.discard(id);
  assert.equal(client.rooms.has('r'), false);
});

test('trouble with the store is told', async (t) => {
  const { online } = chat(t);
  const client = await online();
  const before = IDBObjectStore.prototype.delete;
  IDBObjectStore.prototype.delete = () => {
    throw new DOMException('broken', 'UnknownError');
  };
  t.after(() => (IDBObjectStore.prototype.delete = before));
  await client.post('r', 'hello');
  await until(() => client.notices.some(({ code }) => code === 'store-failed'));
});

test('what a guest wrote is kept as a guest’s', async (t) => {
  const { tab, database, server } = chat(t);
  server.reachable = false;
  const person = { id: 'me', name: 'Ann' };
  for (const guest of [true, false]) {
    const client = tab({ person: { ...person, guest } });
    client.seed([{ id: 'r', slug: 'r', name: 'r', kind: 'public', role: 'member', head: { seq: 0, digest: '' }, posts: 0, read: 0, unread: 0 }]);
    await client.post('r', 'x');
  }
  const store = new EntryStore({ name: database });
  t.after(() => store.close());
  assert.deepEqual((await store.all('me')).map(({ guest }) => guest), [true, false]);
});
