import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Typing } from '../../../static/chat/typing.js';
import { chat } from '../support/chat.js';
import { FakeClock } from '../support/clock.js';
import { settle } from '../support/wait.js';

const bo = { id: 'bo', name: 'Bo' };

function typing({ linked = true } = {}) {
  const clock = new FakeClock();
  const sent = [];
  const changes = [];
  const send = ({ type: _, room, on }) => linked && sent.push(`${room} ${on}`) > 0;
  return { clock, sent, changes, typing: new Typing({ clock, send, changed: (room) => changes.push(room) }) };
}

test('it is said at once, and while it goes on every three seconds', () => {
  const { clock, sent, typing: mine } = typing();
  for (let key = 0; key < 70; key += 1) {
    mine.typed('r');
    clock.advance(100);
  }
  assert.deepEqual(sent, ['r true', 'r true', 'r true']);
});

test('that it ended is said once, and not if it has expired by itself', () => {
  const { clock, sent, typing: mine } = typing();
  mine.stopped();
  mine.typed('r');
  mine.stopped();
  mine.stopped();
  assert.deepEqual(sent, ['r true', 'r false']);
  mine.typed('r');
  clock.advance(6_000);
  mine.stopped();
  assert.deepEqual(sent, ['r true', 'r false', 'r true']);
});

test('who goes on in another room has stopped in the first', () => {
  const { sent, typing: mine } = typing();
  mine.typed('r');
  mine.typed('q');
  assert.deepEqual(sent, ['r true', 'r false', 'q true']);
});

test('without a link nothing is said, and nothing taken back', () => {
  const { sent, typing: mine } = typing({ linked: false });
  mine.typed('r');
  mine.stopped();
  assert.deepEqual(sent, []);
});

test('others type until they stop, or ten seconds after the last word of it', () => {
  const { clock, changes, typing: mine } = typing();
  mine.tell({ room: 'r', who: [bo] });
  clock.advance(9_000);
  mine.tell({ room: 'r', who: [bo] });
  clock.advance(9_000);
  assert.deepEqual(mine.in('r'), [bo]);
  clock.advance(1_000);
  assert.deepEqual(mine.in('r'), []);
  mine.tell({ room: 'r', who: [bo] });
  mine.tell({ room: 'r', who: [] });
  assert.deepEqual(mine.in('r'), []);
  assert.equal(changes.length, 5);
});

test('nobody types when the link is gone', async (t) => {
  const { online, server } = chat(t);
  const client = await online();
  server.send(server.last, { type: 'typing', room: 'r', who: [bo] });
  await settle();
  assert.deepEqual(client.typing.in('r'), [bo]);
  server.last.socket.fail();
  assert.deepEqual(client.typing.in('r'), []);
});
