import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chat } from '../support/chat.js';
import { settle, until } from '../support/wait.js';

const asked = (server) => server.connections.flatMap(({ frames }) => frames.filter(({ type }) => type === 'history'));
const range = (first, last) => Array.from({ length: last - first + 1 }, (_, index) => `m${first + index}`);

/** A room with `count` posts, and a page that follows it. */
async function past(t, count) {
  const all = chat(t);
  for (const body of range(1, count)) all.server.say('r', body);
  const client = await all.online();
  return { ...all, client };
}

test('opening a room loads its newest page, once', async (t) => {
  const { client, server, bodies } = await past(t, 60);
  assert.deepEqual(bodies(client), []);
  assert.deepEqual(await Promise.all([client.open('r'), client.open('r')]), [true, true]);
  assert.equal(await client.open('r'), false);
  assert.deepEqual(bodies(client), range(11, 60));
  assert.equal(client.rooms.get('r').older, true);
  assert.equal(asked(server).length, 1);
});

test('each older page ends where the loaded messages begin, until there is none', async (t) => {
  const { client, server, bodies } = await past(t, 60);
  await client.open('r');
  assert.equal(await client.older('r'), true);
  assert.deepEqual(bodies(client), range(1, 60));
  assert.equal(client.rooms.get('r').older, false);
  assert.equal(await client.older('r'), false);
  assert.deepEqual(asked(server).map(({ before }) => before), [61, 11]);
});

test('a room opened before the link is up is loaded when it is', async (t) => {
  const { tab, server, bodies } = chat(t);
  server.say('r', 'm1');
  const client = tab();
  client.seed([server.describe(server.logs.get('r'))]);
  const loaded = client.open('r');
  client.start();
  assert.equal(await loaded, true);
  assert.deepEqual(bodies(client), ['m1']);
});

test('a page in slices is put in when the last is here, and each slice is seen', async (t) => {
  const { client, server, clock, bodies } = await past(t, 4);
  server.on.history = ({ id, room }, connection) => {
    const log = server.logs.get(room);
    const [a, b, c, d] = log.messages(4);
    const slice = (messages, part, more, older) => server.send(connection, { type: 'page', id, room, messages, head: log.head, part, more, older });
    slice([a, b], 'one', true, false);
    server.finish = () => slice([c, d], 'two', false, true);
    return true;
  };
  const loaded = client.open('r');
  await settle();
  assert.deepEqual(bodies(client), []);
  server.finish();
  await loaded;
  assert.deepEqual(bodies(client), range(1, 4));
  assert.equal(client.rooms.get('r').older, false, 'the earliest slice says whether there is more');
  clock.advance(1_000);
  const seen = server.last.frames.filter(({ type }) => type === 'seen');
  assert.deepEqual(seen.flatMap(({ parts }) => parts ?? []), ['one', 'two']);
});

/** Answers history with a page read at `head`, when `send` is called. */
function holdPage(server, head) {
  server.on.history = ({ id, room }, connection) => {
    const log = server.logs.get(room);
    const messages = log.messages(head()).map(({ ...message }) => message);
    const frame = { type: 'page', id, room, messages, head: { seq: head(), digest: log.digest(head()) }, part: 'p', more: false, older: false };
    server.sendPage = (change) => server.send(connection, { ...frame, ...change });
    return true;
  };
}

test('a page read before an edit that we have: the edit is applied to it', async (t) => {
  const { client, server, bodies } = await past(t, 2);
  holdPage(server, () => 2);
  const loaded = client.open('r');
  await settle();
  const [{ seq, id }] = server.logs.get('r').events;
  server.happen('r', { kind: 'edit', of: { seq, id }, body: 'edited', html: '' });
  await settle();
  server.sendPage();
  await loaded;
  assert.deepEqual(bodies(client), ['edited', 'm2']);
});

test('a page read after an edit that we have not: the earlier edit does not undo it', async (t) => {
  const { client, server, bodies } = await past(t, 2);
  const log = server.logs.get('r');
  const [{ seq, id }] = log.events;
  const by = { id: 'bo', name: 'Bo' };
  log.add({ kind: 'edit', id: 'x', by, of: { seq, id }, body: 'first', html: '' });
  log.add({ kind: 'edit', id: 'y', by, of: { seq, id }, body: 'second', html: '' });
  holdPage(server, () => 4);
  const loaded = client.open('r');
  await settle();
  const messages = log.messages(4).map((message) => (message.seq === seq ? { ...message, body: 'second' } : message));
  server.sendPage({ messages });
  await loaded;
  assert.deepEqual(bodies(client), ['second', 'm2']);
  server.send(server.last, log.frame(3, 3));
  await settle();
  assert.deepEqual(bodies(client), ['second', 'm2']);
  server.send(server.last, log.frame(4, 4));
  server.happen('r', { kind: 'edit', of: { seq, id }, body: 'third', html: '' });
  await settle();
  assert.deepEqual(bodies(client), ['third', 'm2']);
});

test('what is said while a page is on its way is there once, after it', async (t) => {
  const { client, server, bodies } = await past(t, 2);
  holdPage(server, () => 2);
  const loaded = client.open('r');
  await settle();
  server.say('r', 'm3');
  await settle();
  server.sendPage();
  await loaded;
  server.say('r', 'm4');
  await settle();
  assert.deepEqual(bodies(client), range(1, 4));
});

test('a page from a reader that lags behind what we had when we asked is asked for again', async (t) => {
  const { client, server, clock, bodies } = await past(t, 2);
  holdPage(server, () => 1);
  const loaded = client.open('r');
  await settle();
  server.sendPage();
  await settle();
  assert.deepEqual(bodies(client), []);
  server.on.history = null;
  clock.advance(1_000);
  await loaded;
  assert.deepEqual(bodies(client), range(1, 2));
});

test('a request the link took with it is made again on the next', async (t) => {
  const { client, server, clock, bodies } = await past(t, 2);
  server.on.history = () => true;
  const loaded = client.open('r');
  await settle();
  server.on.history = null;
  server.last.socket.fail();
  clock.advance(3_000);
  assert.equal(await loaded, true);
  assert.deepEqual(bodies(client), range(1, 2));
});

test('half a page does not survive its link', async (t) => {
  const { client, server, clock, bodies } = await past(t, 2);
  holdPage(server, () => 2);
  const loaded = client.open('r');
  await settle();
  server.sendPage({ messages: server.logs.get('r').messages(1), more: true });
  await settle();
  server.last.socket.fail();
  server.on.history = null;
  clock.advance(3_000);
  await loaded;
  assert.deepEqual(bodies(client), range(1, 2));
});

test('a page without an answer is asked for again after the time-out, and a late answer is ignored but seen', async (t) => {
  const { client, server, clock, bodies } = await past(t, 2);
  holdPage(server, () => 2);
  const loaded = client.open('r');
  await settle();
  const late = server.sendPage;
  clock.advance(5_000);
  await settle();
  clock.advance(5_000);
  await settle();
  server.on.history = null;
  clock.advance(4_000);
  await loaded;
  late();
  await settle();
  clock.advance(1_000);
  assert.deepEqual(bodies(client), range(1, 2));
  const parts = server.last.frames.filter(({ type }) => type === 'seen').flatMap((frame) => frame.parts ?? []);
  assert.ok(parts.includes('p'));
});

test('a late answer is not taken for the one that is awaited', async (t) => {
  const { client, server, clock, bodies } = await past(t, 2);
  holdPage(server, () => 2);
  const loaded = client.open('r');
  await settle();
  const late = server.sendPage;
  clock.advance(10_000);
  await settle();
  clock.advance(4_000);
  await settle();
  late();
  await settle();
  assert.deepEqual(bodies(client), []);
  server.sendPage();
  await loaded;
  assert.deepEqual(bodies(client), range(1, 2));
});

test('one request is in service at a time', async (t) => {
  const { client, server } = await past(t, 2);
  server.room('q');
  server.say('q', 'x');
  server.send(server.last, { type: 'room', room: server.describe(server.logs.get('q')) });
  await until(() => client.rooms.get('q')?.live);
  holdPage(server, () => 2);
  const one = client.open('r');
  const two = client.open('q');
  await settle();
  assert.deepEqual(asked(server).map(({ room }) => room), ['r']);
  server.on.history = null;
  server.sendPage();
  await Promise.all([one, two]);
  assert.deepEqual(asked(server).map(({ room }) => room), ['r', 'q']);
});

test('refused with retry_ms it is asked for again after it; refused for good it rejects', async (t) => {
  const { client, server, clock } = await past(t, 2);
  const refuse = (fields) => ({ id }, connection) => server.send(connection, { type: 'refused', id, code: 'throttled', detail: 'slow', ...fields }) ?? true;
  server.on.history = refuse({ retry_ms: 500 });
  const loaded = client.open('r');
  await settle();
  clock.advance(499);
  await settle();
  assert.equal(asked(server).length, 1);
  server.on.history = refuse({ code: 'forbidden' });
  clock.advance(1);
  await assert.rejects(loaded, { code: 'forbidden' });
  server.on.history = null;
  assert.equal(await client.open('r'), true, 'and may be tried again');
});

test('a room that goes away rejects what was asked of it', async (t) => {
  const { client, server } = await past(t, 2);
  server.on.history = () => true;
  const loaded = client.open('r');
  await settle();
  server.send(server.last, { type: 'gone', room: 'r', code: 'forbidden' });
  await assert.rejects(loaded, { code: 'forbidden' });
  await assert.rejects(client.open('r'), { code: 'not-found' });
});

test('a reset while a page is on its way: the page is asked for anew, from the reset’s beginning', async (t) => {
  const { client, server, bodies } = await past(t, 4);
  holdPage(server, () => 4);
  const loaded = client.open('r');
  await settle();
  const log = server.logs.get('r');
  log.history = 'b';
  server.on.history = null;
  server.send(server.last, { type: 'reset', room: 'r', messages: log.messages(4).slice(2), head: log.head, part: 'x', more: false, older: true });
  server.sendPage();
  await loaded;
  assert.deepEqual(bodies(client), range(1, 4));
  assert.deepEqual(asked(server).map(({ before }) => before), [5, 3]);
});

test('an own message found in a page counts as its ack', async (t) => {
  const { client, server } = await past(t, 2);
  server.on.post = () => true;
  const { id } = await client.post('r', 'mine');
  const log = server.logs.get('r');
  holdPage(server, () => 2);
  const loaded = client.open('r');
  await settle();
  const [first, second] = log.messages(2);
  server.sendPage({ messages: [first, { ...second, id, by: server.you }] });
  await loaded;
  await settle();
  assert.deepEqual(client.rooms.get('r').entries, []);
});
