import assert from 'node:assert/strict';
import { test } from 'node:test';
import { beating, settled } from '../support/heartbeat.js';

test('after sleep a question comes before any verdict', () => {
  const { clock, heartbeat, asked, deaths } = settled();
  clock.advance(10_000);
  clock.sleep(3_600_000);
  assert.deepEqual(deaths, []);
  assert.deepEqual(asked, [2, 3]);
  heartbeat.heard();
  clock.advance(9_000);
  assert.deepEqual(deaths, []);
});

test('after sleep a dead link is still found dead, by the time-out of that question', () => {
  const { clock, deaths } = settled();
  clock.advance(10_000);
  clock.sleep(3_600_000);
  clock.advance(4_000);
  assert.equal(deaths.length, 1);
});

test('in a throttled tab, where every timer is late, a dead link is found by the second late timer', () => {
  const { clock, deaths } = settled();
  clock.sleep(60_000);
  assert.deepEqual(deaths, []);
  clock.sleep(60_000);
  assert.equal(deaths.length, 1);
});

test('a second of lateness is everyday in a hidden tab and postpones no verdict', () => {
  const { clock, deaths } = settled();
  clock.advance(10_000);
  clock.sleep(5_000);
  assert.equal(deaths.length, 1);
});

test('what happened before a freeze forgives nothing after it', () => {
  const { clock, heartbeat, deaths } = settled();
  clock.sleep(60_000);
  heartbeat.age();
  clock.sleep(60_000);
  assert.deepEqual(deaths, []);
  clock.advance(4_000);
  assert.equal(deaths.length, 1);
});

test('a wall clock put forward asks too early and condemns nothing; the answer sets it right', () => {
  const { clock, heartbeat, asked, deaths } = settled();
  clock.advance(10_000);
  clock.sleep(3_600_000);
  heartbeat.heard();
  clock.advance(10_000);
  heartbeat.heard();
  assert.deepEqual(deaths, []);
  assert.deepEqual(asked, [2, 3, 4]);
});

test('a probe asks at once, but not twice', () => {
  const { clock, heartbeat, asked, deaths } = beating();
  heartbeat.probe();
  clock.advance(3_000);
  heartbeat.probe();
  assert.deepEqual(asked, [1]);
  clock.advance(1_000);
  assert.equal(deaths.length, 1);
});

test('a probe in a hurry has its own dead-line, never a longer one', () => {
  for (const [withinMs, deadAfterMs] of [[1_000, 1_000], [60_000, 4_000]]) {
    const { clock, heartbeat, deaths } = beating();
    heartbeat.probe(withinMs);
    clock.advance(deadAfterMs - 1);
    assert.deepEqual(deaths, []);
    clock.advance(1);
    assert.equal(deaths.length, 1);
  }
});

test('a probe in a hurry brings forward the verdict of a question just asked, and repeats an old one', () => {
  const { clock, heartbeat, asked, deaths } = beating();
  heartbeat.probe();
  clock.advance(500);
  heartbeat.probe(1_000);
  assert.deepEqual(asked, [1]);
  clock.advance(1_000);
  assert.equal(deaths.length, 1);

  const old = beating();
  old.heartbeat.probe();
  old.clock.advance(3_000);
  old.heartbeat.probe(1_000);
  assert.deepEqual(old.asked, [1, 2]);
  old.clock.advance(999);
  assert.deepEqual(old.deaths, []);
});

test('after a gap a link whose round-trip time is known is given some round trips, a second at least', () => {
  for (const [rttMs, deadAfterMs] of [[20, 1_000], [400, 1_600], [3_000, 4_000]]) {
    const { clock, heartbeat, deaths } = beating();
    heartbeat.probe();
    clock.advance(rttMs);
    heartbeat.heard();
    heartbeat.answered(1);
    clock.sleep(60_000);
    clock.advance(deadAfterMs - 1);
    assert.deepEqual(deaths, []);
    clock.advance(1);
    assert.equal(deaths.length, 1);
  }
});
