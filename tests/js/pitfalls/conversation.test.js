// C8 and C9 of docs/pitfalls.md: what becomes of what is said.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Link } from '../../../static/lifeline/link.js';
import { presets } from '../../../static/lifeline/index.js';
import { chat } from '../support/chat.js';
import { FakeClock } from '../support/clock.js';
import { fakeWebSocket } from '../support/socket.js';
import { settle, until } from '../support/wait.js';

test('C8: what is said while not connected arrives once, whole and in order', async (t) => {
  const { online, clock, server, bodies } = chat(t);
  const client = await online();
  // Committed, and the answer is lost with the link.
  server.on.post = ({ id, room, body }, { socket }) => {
    socket.fail();
    server.ids.set(id, server.say(room, body, { id, by: server.you }).seq);
    return true;
  };
  await client.post('r', 'sent, and its answer lost');
  await client.post('r', 'typed without a link');
  delete server.on.post;
  clock.advance(3_000);
  await until(() => bodies(client).length === 2);
  await settle();
  assert.deepEqual(bodies(client), ['sent, and its answer lost', 'typed without a link']);
  assert.deepEqual(client.rooms.get('r').entries, []);
  assert.deepEqual(server.logs.get('r').events.map(({ body }) => body), bodies(client));
});

test('C8: what is sent by a link that is closed waits for the next one, whole', (t) => {
  const WebSocket = fakeWebSocket();
  const link = new Link({ url: 'ws://c8/', ...presets.nodeWs, WebSocket, clock: new FakeClock(), page: null });
  t.after(() => link.dispose());
  link.connect();
  assert.equal(link.send({ type: 'users', of: 7 }), 'queued');
  WebSocket.last.open();
  WebSocket.last.receive('{}');
  assert.deepEqual(WebSocket.last.of('users'), [{ type: 'users', of: 7 }]);
});

test('C9: a malformed frame costs those behind it nothing', async (t) => {
  const { online, server, bodies } = chat(t);
  const client = await online();
  for (const nonsense of ['', '{', '[]', 'null', '{"type":7}', '{"type":"nonsense"}']) server.last.socket.receive(nonsense);
  server.say('r', 'still here');
  await until(() => bodies(client).length === 1);
  assert.deepEqual(bodies(client), ['still here']);
  assert.equal(client.connection.state, 'online');
});
