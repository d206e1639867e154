import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Timer, forwardClock, systemClock } from '../../../static/lifeline/clock.js';
import { FakeClock } from '../support/clock.js';

const HOUR_MS = 3_600_000;

/** The two clocks of a machine, and what a person or sleep does to them. */
function machine() {
  let [wall, steady] = [1_780_000_000_000, 500.25];
  const now = forwardClock(() => wall, () => steady);
  return {
    now,
    run: (ms) => ((wall += ms), (steady += ms)),
    sleep: (ms) => (wall += ms),
    putBack: (ms) => (wall -= ms),
  };
}

test('it is the wall clock, sleep included', () => {
  const { now, run, sleep } = machine();
  const start = now();
  assert.equal(start, 1_780_000_000_000);
  run(1_000);
  sleep(HOUR_MS);
  assert.equal(now() - start, HOUR_MS + 1_000);
});

test('it never goes back, and loses no time where the wall clock is put back by an hour', () => {
  const { now, run, putBack } = machine();
  const start = now();
  run(10_000);
  putBack(HOUR_MS);
  run(4_000);
  assert.equal(now() - start, 14_000);
  run(1_000);
  assert.equal(now() - start, 15_000);
});

test('after the wall clock was put back a sleep is still noticed', () => {
  const { now, putBack, sleep } = machine();
  const start = now();
  putBack(HOUR_MS);
  now();
  sleep(HOUR_MS / 2);
  assert.equal(now() - start, HOUR_MS / 2);
});

test('put back and forth many times it only ever goes on', () => {
  const { now, run, sleep, putBack } = machine();
  let last = now();
  for (let step = 1; step < 200; step += 1) {
    [run, putBack, sleep][step % 3](step * 997);
    const next = now();
    assert.ok(next >= last, `${next} after ${last}`);
    last = next;
  }
});

test('the system’s clock is the time of day', () => {
  assert.ok(Math.abs(systemClock.now() - Date.now()) < 1_000);
});

test('a delay longer than browsers can keep does not fire at once', () => {
  const clock = new FakeClock();
  const setTimeout = (fn, delayMs) => clock.setTimeout(fn, delayMs > 2 ** 31 - 1 ? 1 : delayMs);
  let fired = 0;
  const timer = new Timer({ ...clock, setTimeout }, () => (fired += 1));
  const yearMs = 365 * 24 * HOUR_MS;
  timer.start(yearMs);
  clock.advance(yearMs - 1);
  assert.equal(fired, 0);
  assert.equal(clock.pending, 1);
  clock.advance(1);
  assert.equal(fired, 1);
  assert.equal(timer.running, false);
});

test('stopped in the middle of a long delay it leaves nothing', () => {
  const clock = new FakeClock();
  const timer = new Timer(clock, () => assert.fail('fired'));
  timer.start(2 ** 33);
  clock.advance(2 ** 32);
  timer.stop();
  assert.equal(clock.pending, 0);
});
