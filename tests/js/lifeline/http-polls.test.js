import assert from 'node:assert/strict';
import { test } from 'node:test';
import { twin } from '../support/twin.js';

const AT = { seq: 1, digest: 'a'.repeat(16) };
const caughtUp = (room) => ({ type: 'caught_up', room, head: AT });
const events = { type: 'events', room: '7', events: [] };

/** The way here collects everything: it is known, and a first poll has been answered. */
async function buffered() {
  const world = await twin();
  await world.pass(3_000);
  await world.streams().at(-1).welcome();
  await world.streams().at(-1).end();
  return world;
}

test('where nothing that is due comes within 3 s, long polls are used, and remembered', async () => {
  const world = await twin();
  await world.pass(2_999);
  assert.equal(world.streams().length, 1);
  await world.pass(1);
  assert.equal(world.streams()[0].aborted, true);
  assert.equal(world.streams()[1].url, '/stream/?poll=0');
  await world.streams()[1].welcome();
  await world.streams()[1].end();
  assert.equal(world.streams()[2].url, '/stream/?poll=25');
  await world.streams()[2].welcome();
  await world.streams()[2].end();
  assert.equal(world.streams()[3].url, '/stream/?poll=25');
});

test('a proxy that lets the welcome through and keeps the rest is noticed too', async () => {
  const world = await twin();
  world.rooms = { 7: AT };
  await world.streams()[0].welcome();
  await world.streams()[0].end();
  await world.streams()[1].welcome();
  await world.pass(3_000);
  assert.equal(world.streams()[2].url, '/stream/?poll=0');
});

test('a long answer is no silence: whatever comes is patience', async () => {
  const world = await twin();
  world.rooms = { 7: AT };
  await world.streams()[0].welcome();
  await world.streams()[0].end();
  await world.streams()[1].welcome();
  for (let slices = 0; slices < 5; slices += 1) {
    await world.pass(2_900);
    await world.streams()[1].say(events);
  }
  await world.streams()[1].say(caughtUp('7'));
  assert.equal(world.streams().length, 2);
});

test('a poll is given the time it asked for, and ends the socket when that has passed', async () => {
  const world = await buffered();
  await world.pass(39_999);
  assert.deepEqual(world.closes, []);
  await world.pass(1);
  assert.equal(world.closes[0].code, 1006);
});

test('after a subscribe, and while an answer is due, a poll does not wait for news', async () => {
  const world = await buffered();
  world.rooms = { 7: AT };
  await world.send({ type: 'subscribe', room: '7', from: AT });
  assert.equal(world.streams().at(-1).url, '/stream/?poll=0');
  await world.streams().at(-1).welcome();
  await world.streams().at(-1).end();
  assert.equal(world.streams().at(-1).url, '/stream/?poll=0');
  await world.streams().at(-1).welcome();
  await world.streams().at(-1).say(caughtUp('7'));
  await world.streams().at(-1).end();
  assert.equal(world.streams().at(-1).url, '/stream/?poll=25');
});
