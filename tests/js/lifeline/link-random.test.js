import assert from 'node:assert/strict';
import { test } from 'node:test';
import { busyHosts } from '../../../static/lifeline/turnstile.js';
import { World } from '../support/world.js';

const RUNS = 100;
const HAPPENINGS = 300;

/** What it took to fail, for whoever wants to see it again: `new World(seed, options)`. */
function run(seed, options) {
  const world = new World(seed, options);
  const { link, clock, page } = world;
  link.connect();
  for (let n = 0; n < HAPPENINGS; n += 1) world.happen();
  world.settle();
  assert.equal(link.status.state, 'online', `seed ${seed}`);
  assert.deepEqual(world.received, world.taken, `seed ${seed}: every frame that was taken, once, in order`);
  link.dispose();
  assert.deepEqual(world.live, [], `seed ${seed}`);
  assert.equal(clock.pending, 0, `seed ${seed}: timers`);
  assert.equal(page.listeners, 0, `seed ${seed}: listeners`);
  assert.equal(busyHosts(), 0, `seed ${seed}: turns`);
  return world;
}

test('whatever happens, there is one link at most, it comes back, what was taken arrives once and in order, and nothing is left', () => {
  let taken = 0;
  let sockets = 0;
  for (let seed = 0; seed < RUNS; seed += 1) {
    const world = run(seed);
    taken += world.taken.length;
    sockets += world.sockets.length;
  }
  assert.ok(taken > RUNS * 10 && sockets > RUNS * 10, `the runs are poor: ${taken} frames, ${sockets} sockets`);
});

test('whatever happens with a fallback beside it, the same', () => {
  let http = 0;
  let back = 0;
  for (let seed = 0; seed < RUNS; seed += 1) {
    const world = run(seed, { http: true });
    http += world.Http.all.length;
    back += world.sockets.length;
  }
  assert.ok(http > RUNS && back > http, `the runs are poor: ${http} by HTTP of ${back}`);
});

test('whatever somebody finds out meanwhile, the same', () => {
  let found = 0;
  for (let seed = 0; seed < RUNS; seed += 1) found += run(seed, { http: seed % 2 === 0, diagnosed: true }).found;
  assert.ok(found > RUNS, `the runs are poor: ${found} findings`);
});
