import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TIMES, beating, settled } from '../support/heartbeat.js';

test('a question goes out when nothing was heard for the interval, not before', () => {
  const { clock, asked } = settled();
  clock.advance(9_999);
  assert.deepEqual(asked, []);
  clock.advance(1);
  assert.deepEqual(asked, [2]);
});

test('the first question comes at a random share of the interval, whatever is heard before', () => {
  for (const [random, afterMs] of [[0.001, 10], [0.25, 2_500], [0.99, 9_900]]) {
    const { clock, heartbeat, asked } = beating({ random: () => random });
    clock.advance(afterMs - 1);
    heartbeat.heard();
    assert.deepEqual(asked, []);
    clock.advance(1);
    assert.deepEqual(asked, [1]);
  }
});

test('told so, the first question comes at once', () => {
  const { asked, clock, deaths } = beating({ times: { ...TIMES, first: 'at once' } });
  assert.deepEqual(asked, [1]);
  clock.advance(4_000);
  assert.equal(deaths.length, 1);
});

test('each link has a first question of its own', () => {
  const { clock, heartbeat, asked } = beating({ random: () => 0.1 });
  clock.advance(1_000);
  heartbeat.stop();
  heartbeat.start();
  clock.advance(1_000);
  assert.deepEqual(asked, [1, 2]);
});

test('without a heartbeat nothing is asked and no timer runs, whatever the server wishes', () => {
  const { clock, heartbeat, asked } = beating({ times: null });
  heartbeat.configure(TIMES);
  heartbeat.heard();
  heartbeat.probe();
  assert.equal(clock.pending, 0);
  assert.deepEqual(asked, []);
});

test('times are the protocol’s where none are given, and times that are none are no wish', () => {
  const { heartbeat } = beating({ times: undefined });
  assert.equal(heartbeat.deadlineMs, 14_000);
  for (const nonsense of [{ intervalMs: undefined, timeoutMs: 4_000 }, { intervalMs: 0, timeoutMs: 0 }, { intervalMs: NaN, timeoutMs: 1 }]) {
    heartbeat.configure(nonsense);
  }
  assert.equal(heartbeat.deadlineMs, 14_000);
  heartbeat.configure({ intervalMs: 1_000, timeoutMs: 400 });
  assert.equal(heartbeat.deadlineMs, 1_400);
});

test('times the server names hold from then on, the first random share included', () => {
  const { clock, heartbeat, asked } = beating({ random: () => 0.5 });
  heartbeat.configure({ intervalMs: 2_000, timeoutMs: 400 });
  clock.advance(1_000);
  assert.deepEqual(asked, [1]);
});

test('without any frame within the time-out the link is dead, once', () => {
  const { clock, deaths } = settled();
  clock.advance(13_999);
  assert.deepEqual(deaths, []);
  clock.advance(1);
  assert.equal(deaths.length, 1);
  clock.advance(60_000);
  assert.equal(deaths.length, 1);
});

test('every frame is life, not only the answer', () => {
  const { clock, heartbeat, asked, deaths } = settled();
  clock.advance(13_000);
  heartbeat.heard();
  clock.advance(9_999);
  assert.deepEqual(deaths, []);
  assert.deepEqual(asked, [2]);
  clock.advance(1);
  assert.deepEqual(asked, [2, 3]);
});

test('while frames come in nothing is asked', () => {
  const { clock, heartbeat, asked } = settled();
  for (let seconds = 0; seconds < 120; seconds += 9) {
    clock.advance(9_000);
    heartbeat.heard();
  }
  assert.deepEqual(asked, []);
});

test('timers never pile up: a thousand frames leave one', () => {
  const { clock, heartbeat } = settled();
  for (let frame = 0; frame < 1_000; frame += 1) heartbeat.heard();
  heartbeat.configure(TIMES);
  heartbeat.probe();
  assert.equal(clock.pending, 1);
});

test('the round-trip time is that of the last question', () => {
  const { clock, heartbeat } = beating();
  heartbeat.probe();
  clock.advance(120);
  heartbeat.answered(0);
  assert.equal(heartbeat.rttMs, undefined);
  heartbeat.answered(1);
  assert.equal(heartbeat.rttMs, 120);
});

test('where answers carry no number the first after a question is its answer, and one more is none', () => {
  const { clock, heartbeat } = beating();
  heartbeat.answered(true);
  assert.equal(heartbeat.rttMs, undefined);
  heartbeat.probe();
  clock.advance(30);
  heartbeat.heard();
  clock.advance(50);
  heartbeat.answered(true);
  clock.advance(500);
  heartbeat.answered(true);
  assert.equal(heartbeat.rttMs, 80);
});

test('a new link has no round-trip time yet', () => {
  const { heartbeat } = beating();
  heartbeat.probe();
  heartbeat.answered(1);
  assert.equal(heartbeat.rttMs, 0);
  heartbeat.start();
  assert.equal(heartbeat.rttMs, undefined);
});

test('stopped, it leaves no timer; neither a probe nor a frame wakes it', () => {
  const { clock, heartbeat, asked } = settled();
  heartbeat.stop();
  heartbeat.probe();
  heartbeat.heard();
  assert.equal(clock.pending, 0);
  assert.deepEqual(asked, []);
});
