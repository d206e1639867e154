import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ModelWorld } from '../support/model/world.js';

const RUNS = Number(process.env.RUNS ?? 30);
const HAPPENINGS = 60;
/** Always the same ones here; `SEED=… RUNS=2000` goes where nobody has been. A failure names its seed, for `RUNS=1`. */
const FIRST = Number(process.env.SEED ?? 1);

/** @param {number} seed */
async function run(seed) {
  const world = new ModelWorld(seed);
  try {
    await world.begin();
    for (let n = 0; n < HAPPENINGS; n += 1) await world.happen();
    await world.end();
    for (const [id, log] of world.server.logs) {
      assertAsLog(world, id, log);
      assertKept(world, id);
    }
  } finally {
    world.client.dispose();
  }
}

/** The room as the page shows it, all of it loaded. */
function assertAsLog(world, id, log) {
  const room = world.client.rooms.get(id);
  const described = world.server.describe(log);
  assert.deepEqual(room.head, log.head, `${world.told} head of ${id}`);
  assert.deepEqual(room.messages, log.messages(), `${world.told} messages of ${id}`);
  assert.equal(room.posts, described.posts, `${world.told} posts of ${id}`);
  assert.equal(room.unread, described.unread, `${world.told} unread of ${id}`);
}

/** What the person typed, and what has become of it. */
function assertKept(world, room) {
  const { entries } = world.client.rooms.get(room);
  const { posts } = world.server.logs.get(room);
  const stored = posts.filter(({ by }) => by.id === 'me').map(({ body }) => body);
  const waiting = entries.map(({ state }) => state);
  assert.ok(waiting.every((state) => state === 'refused'), `${world.told} room ${room}: still ${waiting}`);
  assert.equal(new Set(stored).size, stored.length, `${world.told} room ${room}: stored twice: ${stored}`);
  const kept = new Set([...stored, ...world.given, ...entries.map(({ body }) => body)]);
  const gone = world.typed.get(room).filter((body) => !kept.has(body));
  assert.deepEqual(gone, [], `${world.told} room ${room}: lost`);
}

test('whatever happens, the page comes to show the log as it is, all of it, and nothing typed is lost or doubled', async () => {
  for (let seed = FIRST; seed < FIRST + RUNS; seed += 1) await run(seed);
});
