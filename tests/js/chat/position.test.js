import assert from 'node:assert/strict';
import { test } from 'node:test';
import { follow } from '../../../static/chat/position.js';

const digest = (seq) => `d${seq}`;
const at = (seq) => ({ seq, digest: digest(seq) });
const frame = (first, last, prev = digest(first - 1)) => ({
  room: 'r',
  prev,
  events: Array.from({ length: last - first + 1 }, (_, index) => ({ seq: first + index, kind: 'x', id: 'x', by: { id: 'b', name: 'B' }, at: 1 })),
  digest: digest(last),
});
const seqs = ({ events }) => events.map(({ seq }) => seq);

test('what continues us in seq and digest is applied whole', () => {
  const step = follow(at(3), frame(4, 6));
  assert.equal(step.kind, 'next');
  assert.deepEqual(seqs(step), [4, 5, 6]);
  assert.deepEqual(step.position, at(6));
});

test('what we have is dropped', () => {
  const step = follow(at(6), frame(4, 6));
  assert.deepEqual([step.kind, seqs(step), step.position], ['old', [], at(6)]);
});

test('of a frame that straddles us the tail is applied, and its digest taken', () => {
  const step = follow(at(5), frame(4, 7));
  assert.deepEqual([step.kind, seqs(step), step.position], ['next', [6, 7], at(7)]);
});

test('a hole applies nothing', () => {
  const step = follow(at(3), frame(5, 6));
  assert.deepEqual([step.kind, seqs(step), step.position], ['hole', [], at(3)]);
});

test('another history applies nothing, even where the numbers fit', () => {
  const step = follow(at(3), frame(4, 6, 'other'));
  assert.deepEqual([step.kind, seqs(step), step.position], ['hole', [], at(3)]);
});

test('a frame with a hole inside applies nothing', () => {
  const broken = frame(4, 6);
  broken.events.splice(1, 1);
  assert.equal(follow(at(3), broken).kind, 'hole');
});
