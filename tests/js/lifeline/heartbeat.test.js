import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Heartbeat } from '../../../static/lifeline/heartbeat.js';
import { FakeClock } from '../support/clock.js';

function beating() {
  const clock = new FakeClock();
  const asked = [];
  let deaths = 0;
  const heartbeat = new Heartbeat({ clock, ask: (n) => asked.push(n), dead: () => (deaths += 1) });
  heartbeat.configure({ intervalMs: 10_000, timeoutMs: 4_000 });
  heartbeat.start();
  return { clock, heartbeat, asked, deaths: () => deaths };
}

test('a question goes out when nothing was heard for the interval, not before', () => {
  const { clock, asked } = beating();
  clock.advance(9_999);
  assert.deepEqual(asked, []);
  clock.advance(1);
  assert.deepEqual(asked, [1]);
});

test('without any frame within the time-out the link is dead, once', () => {
  const { clock, deaths } = beating();
  clock.advance(13_999);
  assert.equal(deaths(), 0);
  clock.advance(1);
  assert.equal(deaths(), 1);
  clock.advance(60_000);
  assert.equal(deaths(), 1);
});

test('every frame is life, not only the answer', () => {
  const { clock, heartbeat, asked, deaths } = beating();
  clock.advance(13_000);
  heartbeat.heard();
  clock.advance(9_999);
  assert.equal(deaths(), 0);
  assert.deepEqual(asked, [1]);
  clock.advance(1);
  assert.deepEqual(asked, [1, 2]);
});

test('timers never pile up: a thousand frames leave one', () => {
  const { clock, heartbeat } = beating();
  for (let frame = 0; frame < 1_000; frame += 1) heartbeat.heard();
  assert.equal(clock.pending, 1);
});

test('after sleep a question comes before any verdict', () => {
  const { clock, heartbeat, asked, deaths } = beating();
  clock.advance(10_000);
  clock.sleep(3_600_000);
  assert.equal(deaths(), 0);
  assert.deepEqual(asked, [1, 2]);
  heartbeat.heard();
  clock.advance(9_000);
  assert.equal(deaths(), 0);
});

test('after sleep a dead link is still found dead, by the time-out of that question', () => {
  const { clock, deaths } = beating();
  clock.advance(10_000);
  clock.sleep(3_600_000);
  clock.advance(4_000);
  assert.equal(deaths(), 1);
});

test('in a throttled tab, where every timer is late, a dead link is found by the second late timer', () => {
  const { clock, deaths } = beating();
  clock.sleep(60_000);
  assert.equal(deaths(), 0);
  clock.sleep(60_000);
  assert.equal(deaths(), 1);
});

test('a second of lateness is everyday in a hidden tab and postpones no verdict', () => {
  const { clock, deaths } = beating();
  clock.advance(10_000);
  clock.sleep(5_000);
  assert.equal(deaths(), 1);
});

test('what happened before a freeze forgives nothing after it', () => {
  const { clock, heartbeat, deaths } = beating();
  clock.sleep(60_000);
  heartbeat.age();
  clock.sleep(60_000);
  assert.equal(deaths(), 0);
  clock.advance(4_000);
  assert.equal(deaths(), 1);
});

test('a probe asks at once, but not twice', () => {
  const { clock, heartbeat, asked, deaths } = beating();
  heartbeat.probe();
  clock.advance(3_000);
  heartbeat.probe();
  assert.deepEqual(asked, [1]);
  clock.advance(1_000);
  assert.equal(deaths(), 1);
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

test('stopped, it leaves no timer; a probe does not wake it', () => {
  const { clock, heartbeat, asked } = beating();
  heartbeat.stop();
  heartbeat.probe();
  assert.equal(clock.pending, 0);
  assert.deepEqual(asked, []);
});
