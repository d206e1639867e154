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
  assert.deepEqual(ann.connection, { state: 'refused', cause: 'person', loginNeeded: true });
  clock.advance(600_000);
  assert.equal(server.connections.length, 2);
});

test('after welcome everything unanswered is sent again, in order, each naming the one before', async (t) => {
  const { online, server, clock } = chat(t);
  const client = await online();
  server.on.post = silence;
  const ids = [];
  for (const body of ['one', 'two', 'three']) ids.push((await client.post('r', body)).id);
  server.last.socket.fail();
  assert.deepEqual(states(client).map(([, state]) => state), ['queued', 'queued', 'queued']);
  clock.advance(3_000);
  await until(() => server.connections.length === 2 && sentBodies(server.last).length === 3);
  const posts = server.last.frames.filter(({ type }) => type === 'post');
  assert.deepEqual(posts.map(({ id, prior }) => [id, prior]), [[ids[0], undefined], [ids[1], ids[0]], [ids[2], ids[1]]]);
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
  assert.deepEqual(states(client), [['hello', 'sent']]);
  server.last.socket.fail();
  assert.deepEqual(states(client), [['hello', 'sent']]);
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
  assert.deepEqual(states(client), [['hello', 'sent']]);
  const message = { seq: 9, id: 'p9', by: { id: 'bo', name: 'Bo' }, at: 1, body: 'later', html: '' };
  server.send(server.last, { type: 'reset', room: 'r', messages: [message], head: { seq: 9, digest: 'x' }, part: 'p', more: false, older: true });
  await settle();
  assert.deepEqual(states(client), []);
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
