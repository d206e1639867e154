import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chat } from '../support/chat.js';
import { settle, until } from '../support/wait.js';

const subscribes = (connection) => connection.frames.filter(({ type }) => type === 'subscribe');
const hello = (connection) => connection.frames.find(({ type }) => type === 'hello');

test('the hello of a new page names nothing; each welcomed room is subscribed to from the head the welcome named', async (t) => {
  const { online, server } = chat(t);
  server.room('q');
  server.room('log', { kind: 'self' });
  server.say('r', 'before');
  await online();
  await settle();
  assert.deepEqual(hello(server.last).rooms, {});
  assert.deepEqual(subscribes(server.last).map(({ room, from }) => [room, from]), ['r', 'q', 'log'].map((id) => [id, server.logs.get(id).head]));
  assert.equal(server.logs.get('r').head.seq, 1);
});

test('the hello after a lost link names every room with its position, the last session and how it ended', async (t) => {
  const { online, server, clock } = chat(t);
  server.room('log', { kind: 'self' });
  const client = await online();
  server.say('r', 'one');
  await settle();
  clock.advance(6_000);
  server.last.socket.end(1011, 'oops');
  clock.advance(3_000);
  await until(() => client.rooms.get('r').live);
  const { rooms, replaces, last_close } = hello(server.last);
  assert.deepEqual(rooms, { r: server.logs.get('r').head, log: server.logs.get('log').head });
  assert.equal(replaces, 's1');
  assert.deepEqual(last_close, { code: 1011, reason: 'oops', clean: true, cause: 'peer', uptime_ms: 6_000, attempts: 1 });
  assert.deepEqual(subscribes(server.last), []);
});

test('the person’s own log is followed like any other, and not shown', async (t) => {
  const { online, server, clock } = chat(t);
  const log = server.room('log', { kind: 'self' });
  const client = await online();
  server.happen('log', { kind: 'joined', room: 'r' });
  await settle();
  assert.deepEqual([...client.rooms.keys()], ['r']);
  server.last.socket.fail();
  clock.advance(3_000);
  await until(() => server.connections.length === 2 && client.rooms.get('r').live);
  assert.deepEqual(hello(server.last).rooms.log, log.head);
});

test('what was said while the link was away is there after it, once and in order', async (t) => {
  const { online, server, clock, bodies } = chat(t);
  const client = await online();
  server.say('r', 'one');
  await settle();
  server.last.socket.fail();
  for (const body of ['two', 'three']) server.say('r', body);
  clock.advance(3_000);
  await until(() => bodies(client).length === 3);
  server.say('r', 'four');
  await settle();
  assert.deepEqual(bodies(client), ['one', 'two', 'three', 'four']);
});

test('what is committed between welcome and subscription is not missed', async (t) => {
  const { online, server, bodies } = chat(t);
  server.on.subscribe = () => {
    server.on.subscribe = null;
    server.logs.get('r').add({ kind: 'post', id: 'x', by: { id: 'bo', name: 'Bo' }, body: 'between', html: '' });
    return false;
  };
  const client = await online();
  await until(() => bodies(client).length === 1);
  assert.deepEqual(bodies(client), ['between']);
  assert.equal(client.rooms.get('r').unread, 1);
  assert.equal(subscribes(server.last).length, 1);
});

test('another history between welcome and subscription is a reset, not a wrong tail', async (t) => {
  const { online, server, bodies } = chat(t);
  for (const body of ['m1', 'm2']) server.say('r', body);
  server.on.subscribe = () => {
    server.on.subscribe = null;
    server.logs.get('r').history = 'b';
    return false;
  };
  const client = await online();
  assert.deepEqual(bodies(client), ['m1', 'm2']);
  assert.equal(client.rooms.get('r').head.digest, server.logs.get('r').head.digest);
  assert.equal(subscribes(server.last).length, 1);
});

test('a hole right after the first subscription is repaired at once', async (t) => {
  const { online, server, bodies } = chat(t);
  const client = await online();
  server.last.live.clear();
  for (const body of ['m1', 'm2']) server.say('r', body);
  server.send(server.last, server.logs.get('r').frame(2, 2));
  await until(() => bodies(client).length === 2);
  assert.equal(subscribes(server.last).length, 2);
});

/** A live page, and a log that has moved on by three posts without its knowledge. */
async function behind(t) {
  const all = chat(t);
  const client = await all.online();
  all.server.say('r', 'm1');
  await settle();
  const connection = all.server.last;
  const log = all.server.logs.get('r');
  connection.live.clear();
  for (const body of ['m2', 'm3', 'm4']) all.server.say('r', body);
  const before = subscribes(connection).length;
  const repairs = () => subscribes(connection).slice(before);
  return { ...all, client, connection, log, repairs };
}

test('a hole is repaired by a subscribe from where we are, one at a time, on the same link', async (t) => {
  const { server, client, connection, log, repairs, bodies } = await behind(t);
  for (const seq of [3, 4]) server.send(connection, log.frame(seq, seq));
  await until(() => bodies(client).length === 4);
  await settle();
  assert.deepEqual(repairs().map(({ from }) => from), [{ seq: 1, digest: log.digest(1) }]);
  assert.deepEqual(bodies(client), ['m1', 'm2', 'm3', 'm4']);
  assert.equal(client.rooms.get('r').live, true);
  assert.equal(server.connections.length, 1);
});

test('a caught_up that is not where we are is repaired', async (t) => {
  const { server, client, connection, log, repairs, bodies } = await behind(t);
  server.send(connection, { type: 'caught_up', room: 'r', head: log.head });
  await until(() => bodies(client).length === 4);
  assert.equal(repairs().length, 1);
});

test('a frame of another history is repaired, and a reset replaces what was held', async (t) => {
  const { server, client, connection, log, repairs, bodies } = await behind(t);
  log.history = 'b';
  log.events.splice(0, 1);
  log.events.forEach((event, index) => Object.assign(event, { seq: index + 1 }));
  server.send(connection, log.frame(2, 3));
  await until(() => bodies(client).length === 3);
  assert.equal(repairs().length, 1);
  assert.deepEqual(bodies(client), ['m2', 'm3', 'm4']);
  server.say('r', 'm5');
  await settle();
  assert.deepEqual(bodies(client), ['m2', 'm3', 'm4', 'm5']);
});

test('what is dropped because of a hole is seen all the same: the repair waits for that credit', async (t) => {
  const { server, client, clock, connection, log, bodies } = await behind(t);
  clock.advance(1_000);
  let waiting;
  server.on.subscribe = (frame) => Boolean((waiting = frame));
  server.on.seen = ({ rooms }) => {
    if (rooms.r < 4) return;
    server.on.subscribe = null;
    server.on_subscribe(waiting, connection);
  };
  server.send(connection, log.frame(3, 4));
  await settle();
  assert.deepEqual(bodies(client), ['m1']);
  clock.advance(1_000);
  await until(() => bodies(client).length === 4);
});

test('a frame with a wrong prev is seen too', async (t) => {
  const { server, clock, connection, log } = await behind(t);
  clock.advance(1_000);
  server.on.subscribe = () => true;
  server.send(connection, { ...log.frame(2, 3), prev: 'f'.repeat(16) });
  await settle();
  clock.advance(1_000);
  await settle();
  assert.deepEqual(connection.frames.filter(({ type }) => type === 'seen').at(-1).rooms, { r: 3 });
});

test('while a repair is on its way there is no other, also where it has brought us on', async (t) => {
  const { server, connection, log, repairs, bodies, client } = await behind(t);
  server.on.subscribe = () => true;
  server.send(connection, log.frame(3, 3));
  server.send(connection, log.frame(2, 2));
  server.send(connection, log.frame(4, 4));
  server.send(connection, { type: 'room', room: server.describe(log) });
  await settle();
  assert.equal(repairs().length, 1);
  server.send(connection, log.frame(3, 4));
  server.send(connection, { type: 'caught_up', room: 'r', head: log.head });
  await until(() => client.rooms.get('r').live);
  assert.deepEqual(bodies(client), ['m1', 'm2', 'm3', 'm4']);
});

test('that a room is behind, and that it has caught up again, is told', async (t) => {
  const { server, client, connection, log } = await behind(t);
  const told = [];
  client.on('room', ({ room }) => told.push(room.live));
  server.on.subscribe = () => server.reset(connection, log) ?? true;
  server.send(connection, log.frame(3, 3));
  await settle();
  assert.equal(told[0], false);
  assert.equal(told.at(-1), true);
});

test('a repair without an answer is asked for again after interval and time-out', async (t) => {
  const { server, client, clock, connection, log, repairs, bodies } = await behind(t);
  server.on.subscribe = () => true;
  server.send(connection, log.frame(3, 3));
  await settle();
  clock.advance(5_000);
  await settle();
  clock.advance(5_000);
  await settle();
  clock.advance(3_999);
  await settle();
  assert.equal(repairs().length, 1);
  server.on.subscribe = null;
  clock.advance(1);
  await until(() => bodies(client).length === 4);
  assert.equal(repairs().length, 2);
  assert.equal(server.connections.length, 1);
});

test('a repair that leads nowhere is not repeated before the time-out', async (t) => {
  const { server, connection, log, repairs, clock } = await behind(t);
  server.on.subscribe = ({ room }, to) => server.send(to, { type: 'caught_up', room, head: log.head }) ?? true;
  server.send(connection, log.frame(3, 3));
  await settle();
  assert.equal(repairs().length, 1);
  clock.advance(5_000);
  await settle();
  clock.advance(5_000);
  await settle();
  clock.advance(4_000);
  await settle();
  assert.equal(repairs().length, 2);
});

test('a duplicate is dropped, and its credit is freed all the same', async (t) => {
  const { online, server, clock, bodies } = chat(t);
  const client = await online();
  server.say('r', 'one');
  await settle();
  clock.advance(1_000);
  await settle();
  server.send(server.last, server.logs.get('r').frame(1, 1));
  await settle();
  clock.advance(1_000);
  await settle();
  assert.deepEqual(bodies(client), ['one']);
  const seen = server.last.frames.filter(({ type }) => type === 'seen').map(({ rooms }) => rooms);
  assert.deepEqual(seen, [{ r: 1 }, { r: 1 }]);
});

test('how much may stay unseen is as the welcome says', async (t) => {
  const { online, server } = chat(t);
  server.limits.unseen_bytes = 4_096;
  await online();
  server.say('r', 'x'.repeat(1_024));
  await settle();
  assert.deepEqual(server.last.frames.filter(({ type }) => type === 'seen'), [{ type: 'seen', rooms: { r: 1 } }]);
});

test('seen goes with every beat', async (t) => {
  const { online, server } = chat(t);
  await online();
  server.say('r', 'one');
  await settle();
  server.send(server.last, { type: 'ping', n: 3 });
  await settle();
  assert.deepEqual(server.last.frames.at(-1), { type: 'pong', n: 3, seen: { r: 1 } });
});

test('events of unknown kinds change nothing but the position', async (t) => {
  const { online, server, bodies } = chat(t);
  const client = await online();
  server.happen('r', { kind: 'confetti' });
  server.say('r', 'one');
  await settle();
  assert.deepEqual(bodies(client), ['one']);
  assert.equal(client.rooms.get('r').head.seq, 2);
  assert.deepEqual(subscribes(server.last).length, 1);
});

test('a room that is new to us appears and is followed; one that is gone disappears', async (t) => {
  const { online, server, bodies } = chat(t);
  const client = await online();
  server.room('q', { name: 'New' });
  server.send(server.last, { type: 'room', room: server.describe(server.logs.get('q')) });
  await until(() => client.rooms.get('q')?.live);
  server.say('q', 'hi');
  await until(() => bodies(client, 'q').length === 1);
  server.send(server.last, { type: 'gone', room: 'q', code: 'not-found' });
  await until(() => !client.rooms.has('q'));
  await assert.rejects(client.post('q', 'x'), { code: 'not-found' });
});

test('a renamed room has its new name', async (t) => {
  const { online, server } = chat(t);
  const client = await online();
  let told = 0;
  client.on('rooms', () => (told += 1));
  server.happen('r', { kind: 'rename', name: 'Better' });
  await settle();
  assert.equal(client.rooms.get('r').name, 'Better');
  assert.equal(told, 1);
});

test('posts of others count as unread, own ones and other kinds do not', async (t) => {
  const { online, server } = chat(t);
  server.say('r', 'before');
  const client = await online();
  const counts = () => [client.rooms.get('r').posts, client.rooms.get('r').unread];
  assert.deepEqual(counts(), [1, 1]);
  server.say('r', 'theirs');
  server.happen('r', { kind: 'join', who: { id: 'cy', name: 'Cy' } });
  await client.post('r', 'mine');
  await settle();
  assert.deepEqual(counts(), [3, 2]);
});

test('a room frame from behind or ahead of us counts no post twice and forgets none', async (t) => {
  const { online, server } = chat(t);
  const client = await online();
  const counts = () => [client.rooms.get('r').posts, client.rooms.get('r').unread];
  const log = server.logs.get('r');
  server.say('r', 'one');
  const behindUs = server.describe(log);
  server.say('r', 'two');
  await settle();
  server.send(server.last, { type: 'room', room: behindUs });
  await settle();
  assert.deepEqual(counts(), [2, 2]);
  const by = { id: 'bo', name: 'Bo' };
  log.add({ kind: 'post', id: 'x', by, body: 'three', html: '' });
  server.send(server.last, { type: 'room', room: server.describe(log) });
  server.send(server.last, log.frame(3, 3));
  await settle();
  assert.deepEqual(counts(), [3, 3]);
});

test('reading lowers the count at once, only upward, and is told to the server', async (t) => {
  const { online, server } = chat(t);
  const client = await online();
  const room = client.rooms.get('r');
  for (const body of ['one', 'two', 'three']) server.say('r', body);
  await settle();
  client.markRead('r', 2);
  assert.deepEqual([room.read, room.unread], [2, 1]);
  client.markRead('r', 1);
  client.markRead('r', 99);
  assert.deepEqual([room.read, room.unread], [3, 0]);
  assert.deepEqual(server.last.frames.filter(({ type }) => type === 'read'), [{ type: 'read', room: 'r', seq: 2 }]);
});

test('what another tab has read is read here', async (t) => {
  const { online, server } = chat(t);
  const client = await online();
  server.say('r', 'one');
  await settle();
  server.logs.get('r').descriptor.read = 1;
  server.send(server.last, { type: 'room', room: server.describe(server.logs.get('r')) });
  await until(() => client.rooms.get('r').unread === 0);
});

test('a room nobody opened keeps its newest messages only; an opened one all', async (t) => {
  const { online, server } = chat(t);
  server.room('q');
  const client = await online();
  client.open('q');
  for (const room of ['r', 'q']) {
    for (let index = 0; index < 250; index += 1) server.say(room, `m${index}`);
  }
  await settle();
  assert.deepEqual([client.rooms.get('r').messages.length, client.rooms.get('q').messages.length], [200, 250]);
  assert.equal(client.rooms.get('r').messages.at(-1).body, 'm249');
  assert.equal(client.rooms.get('r').older, true);
});

test('rooms that came by HTTP can be typed into before the link is up', async (t) => {
  const { tab, server, clock, bodies } = chat(t);
  server.reachable = false;
  const client = tab();
  client.seed([server.describe(server.logs.get('r')), { ...server.describe(server.room('public')), role: undefined }]);
  client.start();
  assert.deepEqual([...client.rooms.keys()], ['r']);
  await client.post('r', 'early');
  assert.deepEqual(client.rooms.get('r').entries.map(({ body }) => body), ['early']);
  server.reachable = true;
  clock.advance(15_000);
  clock.advance(1_000);
  await until(() => bodies(client).length === 1);
});

test('an error frame is told and harms nothing', async (t) => {
  const { online, server } = chat(t);
  const client = await online();
  server.send(server.last, { type: 'error', code: 'bad-frame', detail: '$.x' });
  server.send(server.last, { type: 'notice', level: 'info', text: 'Back at nine' });
  await until(() => client.notices.length === 2);
  assert.deepEqual(client.notices, [{ level: 'error', code: 'bad-frame', text: '$.x' }, { level: 'info', text: 'Back at nine' }]);
  assert.equal(client.connection.state, 'online');
});

test('a frame our code trips over harms no other', async (t) => {
  const { online, server, bodies } = chat(t);
  const client = await online();
  const reported = [];
  const before = globalThis.reportError;
  globalThis.reportError = (error) => reported.push(error);
  t.after(() => (globalThis.reportError = before));
  server.send(server.last, { type: 'events', room: 'r', prev: '', events: null, digest: '' });
  server.say('r', 'one');
  await until(() => bodies(client).length === 1);
  assert.equal(reported.length, 1);
});

test('dispose leaves no timer behind', async (t) => {
  const { online, server, clock } = chat(t);
  const client = await online();
  server.on.post = () => true;
  server.on.history = () => true;
  await client.post('r', 'x');
  server.say('r', 'y');
  await settle();
  client.markRead('r', 1);
  client.dispose();
  await settle();
  assert.equal(clock.pending, 0);
});
