import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Credit } from '../../../static/chat/credit.js';
import { FakeClock } from '../support/clock.js';

function owing() {
  const clock = new FakeClock();
  const sent = [];
  return { clock, sent, credit: new Credit({ clock, send: (frame) => sent.push(frame) > 0 }) };
}

test('seen is said after 32 events', () => {
  const { credit, sent } = owing();
  credit.events('r', 31, 31, 'x');
  assert.deepEqual(sent, []);
  credit.events('q', 1, 1, 'x');
  assert.deepEqual(sent, [{ type: 'seen', rooms: { r: 31, q: 1 } }]);
});

test('seen is said after 32 KiB, counted in bytes and not in characters', () => {
  const { credit, sent } = owing();
  credit.events('r', 1, 1, '字'.repeat(10_922));
  assert.deepEqual(sent, []);
  credit.events('r', 2, 1, '字');
  assert.equal(sent.length, 1);
});

test('seen is said after 1 s with something unseen, counted from the first', () => {
  const { credit, sent, clock } = owing();
  credit.events('r', 1, 1, 'x');
  clock.advance(600);
  credit.events('r', 2, 1, 'x');
  clock.advance(399);
  assert.deepEqual(sent, []);
  clock.advance(1);
  assert.deepEqual(sent, [{ type: 'seen', rooms: { r: 2 } }]);
  clock.advance(60_000);
  assert.equal(sent.length, 1);
});

test('parts of pages and resets are seen too', () => {
  const { credit, sent, clock } = owing();
  credit.part('p1', 'x');
  credit.part('p2', 'x');
  clock.advance(1_000);
  assert.deepEqual(sent, [{ type: 'seen', rooms: {}, parts: ['p1', 'p2'] }]);
});

test('a beat takes the rooms along, and nothing is said twice', () => {
  const { credit, sent, clock } = owing();
  credit.events('r', 3, 1, 'x');
  assert.deepEqual(credit.beat(), { seen: { r: 3 } });
  assert.deepEqual(credit.beat(), {});
  clock.advance(60_000);
  assert.deepEqual(sent, []);
  assert.equal(clock.pending, 0);
});

test('a beat leaves parts to be said in their time', () => {
  const { credit, sent, clock } = owing();
  credit.events('r', 3, 1, 'x');
  credit.part('p1', 'x');
  credit.beat();
  clock.advance(1_000);
  assert.deepEqual(sent, [{ type: 'seen', rooms: {}, parts: ['p1'] }]);
});

test('nothing is carried from one link to the next', () => {
  const { credit, sent, clock } = owing();
  credit.events('r', 3, 1, 'x');
  credit.linkDown();
  clock.advance(60_000);
  assert.deepEqual([sent, credit.beat()], [[], {}]);
});
