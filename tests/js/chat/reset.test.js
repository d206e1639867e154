// A reset that comes in slices.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chat } from '../support/chat.js';
import { settle, until } from '../support/wait.js';

const message = (seq) => ({ seq, id: `p${seq}`, by: { id: 'bo', name: 'Bo' }, at: 1, body: `m${seq}`, html: '' });

/** Says the next slice of a reset of room "r", whose head is 9. */
function slice(server, messages, part, more) {
  const head = { seq: 9, digest: server.logs.get('r').digest(9) };
  server.send(server.last, { type: 'reset', room: 'r', messages, head, part, more, older: true });
}

test('a reset in slices is put in when the last is here, and each slice is seen', async (t) => {
  const { online, server, clock, bodies } = chat(t);
  server.say('r', 'old');
  const client = await online();
  slice(server, [message(5), message(6)], 'a', true);
  await settle();
  assert.deepEqual(bodies(client), []);
  slice(server, [message(8), message(9)], 'b', false);
  await until(() => bodies(client).length === 4);
  assert.equal(client.rooms.get('r').older, true);
  clock.advance(1_000);
  await settle();
  const seen = server.last.frames.filter(({ type }) => type === 'seen');
  assert.deepEqual(seen.flatMap(({ parts }) => parts ?? []), ['a', 'b']);
});

test('half a reset does not survive its link', async (t) => {
  const { online, server, clock, bodies } = chat(t);
  server.say('r', 'old');
  const client = await online();
  slice(server, [message(5), message(6)], 'a', true);
  await settle();
  server.on.hello = (frame, connection) => {
    server.send(connection, { type: 'welcome', session: 's2', you: server.you, heartbeat: server.heartbeat, limits: server.limits, rooms: [server.describe(server.logs.get('r'))], at: 2 });
    return true;
  };
  server.last.socket.fail();
  clock.advance(3_000);
  await settle();
  slice(server, [message(8), message(9)], 'a', false);
  await until(() => client.rooms.get('r').live);
  assert.deepEqual(bodies(client), ['m8', 'm9']);
});
