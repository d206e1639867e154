import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Credit } from '../../../static/chat/credit.js';
import { FakeClock } from '../support/clock.js';

function owing() {
  const clock = new FakeClock();
  const sent = [];
  const credit = new Credit({ clock, send: (frame) => sent.push(frame) > 0 });
  const events = (room, last, count, text) =>
    credit.events({ room, events: Array.from({ length: count }, (_, index) => ({ seq: last - count + 1 + index })) }, text);
  return { clock, sent, credit, events };
}

test('seen is said after 32 events', () => {
  const { credit, events, sent } = owing();
  events('r', 31, 31, 'x');
  assert.deepEqual(sent, []);
  events('q', 1, 1, 'x');
  assert.deepEqual(sent, [{ type: 'seen', rooms: { r: 31, q: 1 } }]);
});

test('seen is said after 32 KiB, counted in bytes and not in characters', () => {
  const { credit, events, sent } = owing();
  events('r', 1, 1, '字'.repeat(10_922));
  assert.deepEqual(sent, []);
  events('r', 2, 1, '字');
  assert.equal(sent.length, 1);
});

test('a server that grants little hears of it after a quarter, on every link anew', () => {
  const { credit, events, sent } = owing();
  credit.linkUp({ unseen_bytes: 4_096 });
  events('r', 1, 1, 'x'.repeat(1_023));
  assert.deepEqual(sent, []);
  events('r', 2, 1, 'x');
  assert.equal(sent.length, 1);
  credit.linkDown();
  credit.linkUp({ unseen_bytes: 262_144 });
  events('r', 3, 1, 'x'.repeat(32 * 1024 - 1));
  assert.equal(sent.length, 1);
  events('r', 4, 1, 'x');
  assert.equal(sent.length, 2);
});

test('seen is said after 1 s with something unseen, counted from the first', () => {
  const { credit, events, sent, clock } = owing();
  events('r', 1, 1, 'x');
  clock.advance(600);
  events('r', 2, 1, 'x');
  clock.advance(399);
  assert.deepEqual(sent, []);
  clock.advance(1);
  assert.deepEqual(sent, [{ type: 'seen', rooms: { r: 2 } }]);
  clock.advance(60_000);
  assert.equal(sent.length, 1);
});

test('parts of pages and resets are seen too', () => {
  const { credit, events, sent, clock } = owing();
  credit.part('p1', 'x');
  credit.part('p2', 'x');
  clock.advance(1_000);
  assert.deepEqual(sent, [{ type: 'seen', rooms: {}, parts: ['p1', 'p2'] }]);
});

test('a beat takes the rooms along, and nothing is said twice', () => {
  const { credit, events, sent, clock } = owing();
  events('r', 3, 1, 'x');
  assert.deepEqual(credit.beat(), { seen: { r: 3 } });
  assert.deepEqual(credit.beat(), {});
  clock.advance(60_000);
  assert.deepEqual(sent, []);
  assert.equal(clock.pending, 0);
});

test('a beat leaves parts to be said in their time', () => {
  const { credit, events, sent, clock } = owing();
  events('r', 3, 1, 'x');
  credit.part('p1', 'x');
  credit.beat();
  clock.advance(1_000);
  assert.deepEqual(sent, [{ type: 'seen', rooms: {}, parts: ['p1'] }]);
});

test('nothing is carried from one link to the next', () => {
  const { credit, events, sent, clock } = owing();
  events('r', 3, 1, 'x');
  credit.linkDown();
  clock.advance(60_000);
  assert.deepEqual([sent, credit.beat()], [[], {}]);
});
