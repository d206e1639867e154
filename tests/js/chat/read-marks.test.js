import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ReadMarks } from '../../../static/chat/read-marks.js';
import { FakeClock } from '../support/clock.js';

function marking() {
  const clock = new FakeClock();
  const sent = [];
  const link = { up: true };
  const send = ({ room, seq }) => link.up && sent.push([room, seq]) > 0;
  return { clock, sent, link, marks: new ReadMarks({ clock, send }) };
}

test('the first mark goes out at once, then the latest at most once in 2 s per room', () => {
  const { marks, clock, sent } = marking();
  for (const seq of [1, 2, 3]) marks.mark('r', seq);
  marks.mark('q', 9);
  assert.deepEqual(sent, [['r', 1], ['q', 9]]);
  clock.advance(1_999);
  assert.equal(sent.length, 2);
  clock.advance(1);
  assert.deepEqual(sent.slice(2), [['r', 3]]);
});

test('marks go only upward', () => {
  const { marks, clock, sent } = marking();
  marks.mark('r', 5);
  marks.mark('r', 4);
  clock.advance(10_000);
  assert.deepEqual(sent, [['r', 5]]);
});

test('a mark made offline is kept and said on the next link', () => {
  const { marks, sent, link } = marking();
  link.up = false;
  marks.mark('r', 5);
  link.up = true;
  marks.linkUp();
  assert.deepEqual(sent, [['r', 5]]);
});

test('a mark that was lost with the link is said again; one the server has is not', () => {
  const { marks, clock, sent } = marking();
  marks.mark('r', 5);
  marks.mark('q', 7);
  clock.advance(60_000);
  assert.equal(marks.settle('r', 2, true), 5);
  assert.equal(marks.settle('q', 7, true), 7);
  marks.linkUp();
  assert.deepEqual(sent.slice(2), [['r', 5]]);
});

test('on a live link the server’s word is the last: another device may have marked it unread', () => {
  const { marks, clock } = marking();
  marks.mark('r', 5);
  clock.advance(5_000);
  assert.equal(marks.settle('r', 2, false), 2);
});

test('what the server says just after a mark may be older than it: the mark stands', () => {
  const { marks, clock } = marking();
  marks.mark('r', 5);
  clock.advance(4_999);
  assert.equal(marks.settle('r', 2, false), 5);
});
