import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Backoff } from '../../../static/lifeline/backoff.js';

const always = (value) => new Backoff(() => value);

test('the window doubles with every failure and is capped at 30 s', () => {
  const backoff = always(1);
  const windows = Array.from({ length: 8 }, () => backoff.next(0));
  assert.deepEqual(windows, [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
});

test('jitter is full, and taken after the cap: a capped delay may be anywhere in the window', () => {
  for (const [random, expected] of [[0, 0], [0.5, 15_000], [0.99, 29_700]]) {
    const backoff = always(random);
    backoff.failures = 20;
    assert.equal(backoff.next(0), expected);
  }
});

test('after a link that had lived the first window is at least 3 s', () => {
  assert.equal(always(1).next(60_000), 3_000);
  assert.equal(always(1).next(10), 3_000);
});

test('only 5 s of uptime reset it: a server that falls over again and again is met with patience', () => {
  const backoff = always(1);
  for (let tries = 0; tries < 4; tries += 1) backoff.next(4_999);
  assert.equal(backoff.next(4_999), 16_000);
  assert.equal(backoff.next(5_000), 3_000);
  assert.equal(backoff.failures, 1);
});

test('what the server asks for is its time and a random share of its spread', () => {
  assert.equal(always(0).spread(2_000, 10_000), 2_000);
  assert.equal(always(0.5).spread(2_000, 10_000), 7_000);
});

test('told so, the window grows by the same each time, or not at all, up to its cap', () => {
  const linear = new Backoff(() => 1, { baseMs: 1_000, capMs: 10_000, grows: 'linear' });
  assert.deepEqual(Array.from({ length: 12 }, () => linear.next(0) / 1_000), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10, 10]);
  const fixed = new Backoff(() => 1, { baseMs: 2_000, grows: 'not' });
  assert.deepEqual(Array.from({ length: 3 }, () => fixed.next(0)), [2_000, 2_000, 2_000]);
});

test('without jitter it waits the whole window, after a link that had lived too', () => {
  const backoff = new Backoff(() => 0, { baseMs: 2_000, grows: 'not', jitter: false });
  assert.deepEqual([backoff.next(0), backoff.next(1_000), backoff.next(60_000)], [2_000, 2_000, 2_000]);
});

test('a thousand failures later the window is the cap still', () => {
  const backoff = always(1);
  backoff.failures = 2_000;
  assert.equal(backoff.next(0), 30_000);
});
