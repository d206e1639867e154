import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Presence } from '../../../static/chat/presence.js';
import { chat } from '../support/chat.js';
import { settle } from '../support/wait.js';

const ann = { id: 'me', name: 'Ann' };
const bo = { id: 'bo', name: 'Bo' };
const cy = { id: 'cy', name: 'Cy' };

function told(...frames) {
  const presence = new Presence();
  for (const frame of frames) presence.tell({ room: 'r', ...frame });
  return [presence.count, presence.people];
}

test('nothing is known until the server has said it', () => {
  assert.deepEqual(told(), [null, null]);
});

test('who came and who went changes who is here', () => {
  assert.deepEqual(told({ count: 2, here: [ann, bo] }, { count: 2, came: [cy], went: [bo] }), [2, [ann, cy]]);
});

test('who came under another name is still one person', () => {
  const bob = { id: 'bo', name: 'Bob' };
  assert.deepEqual(told({ count: 2, here: [ann, bo] }, { count: 2, came: [bob] }), [2, [ann, bob]]);
});

test('of a crowd only the number is known, until all are named again', () => {
  const crowd = [{ count: 2, here: [ann, bo] }, { count: 101 }];
  assert.deepEqual(told(...crowd), [101, null]);
  assert.deepEqual(told(...crowd, { count: 100, went: [cy] }), [100, null]);
  assert.deepEqual(told(...crowd, { count: 1, here: [ann] }), [1, [ann]]);
});

test('who is here is known while there is a link, and of rooms that are ours', async (t) => {
  const { online, server } = chat(t);
  const client = await online();
  const changes = [];
  client.on('moment', ({ room }) => changes.push(room));
  const tell = (room) => server.send(server.last, { type: 'presence', room, count: 2, here: [ann, bo] });
  tell('r');
  tell('unknown');
  await settle();
  const { presence } = client.rooms.get('r');
  assert.deepEqual([changes, presence.count, client.rooms.size], [['r'], 2, 1]);
  server.last.socket.fail();
  assert.deepEqual([presence.count, presence.people], [null, null]);
});

test('a room that stops being ours is said once', async (t) => {
  const { online, server } = chat(t);
  const client = await online();
  for (let time = 0; time < 2; time += 1) server.send(server.last, { type: 'gone', room: 'r', code: 'not-found' });
  await settle();
  assert.deepEqual(client.notices, [{ level: 'info', code: 'room-gone', text: 'r' }]);
});
