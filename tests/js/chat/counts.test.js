import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chat } from '../support/chat.js';
import { settle, until } from '../support/wait.js';

/** A page that has heard the posts 1 to `count`, and whose link is lost. */
async function away(t, count) {
  const all = chat(t);
  const client = await all.online();
  for (let n = 1; n <= count; n += 1) all.server.say('r', `m${n}`);
  await settle();
  const room = client.rooms.get('r');
  const lose = () => all.server.last.socket.fail();
  const back = async () => {
    all.clock.advance(3_000);
    await until(() => room.live);
    await settle();
  };
  return { ...all, client, room, lose, back };
}

test('who comes back with a read mark that was not heard has as many unread as came since', async (t) => {
  const { server, client, room, lose, back } = await away(t, 3);
  server.on.read = () => true; // it never arrives
  client.markRead('r', 2);
  lose();
  for (const body of ['m4', 'm5']) server.say('r', body);
  await back();
  assert.deepEqual([room.read, room.unread], [2, 3]);
});

test('what is said after a restored backup is unread, however far one had read before', async (t) => {
  const { server, client, room } = await away(t, 5);
  client.markRead('r', 5);
  const log = server.logs.get('r');
  log.events.length = 1;
  log.history = 'b';
  server.reset(server.last, log);
  await settle();
  for (const body of ['n2', 'n3']) server.say('r', body);
  await settle();
  assert.deepEqual([room.read, room.unread], [1, 2]);
});

test('a room that was left and is ours again counts on from what it is by then', async (t) => {
  const { server, client, room } = await away(t, 5);
  server.on.post = ({ id }, connection) => {
    server.send(connection, { type: 'refused', id, code: 'not-found', detail: '' });
    return true;
  };
  await client.post('r', 'typed');
  await until(() => room.entries[0]?.state === 'refused');
  server.send(server.last, { type: 'gone', room: 'r', code: 'not-found' });
  await settle();
  const log = server.logs.get('r');
  log.events.length = 1;
  log.history = 'b';
  server.send(server.last, { type: 'room', room: server.describe(log) });
  await settle();
  server.say('r', 'n2');
  await settle();
  assert.deepEqual([client.rooms.get('r'), room.posts, room.head.seq], [room, 2, 2]);
});
