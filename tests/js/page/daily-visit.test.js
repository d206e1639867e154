import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { visitDaily } from '../../../static/chat/page/daily-visit.js';
import { FakeClock } from '../support/clock.js';
import { settle } from '../support/wait.js';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

let clock;
let visits;
let answer;

beforeEach(() => {
  clock = new FakeClock();
  visits = 0;
  answer = async () => {};
  visitDaily(() => ((visits += 1), answer()), clock);
});

test('a page that stays open visits once a day', async () => {
  clock.advance(DAY_MS - 1);
  assert.equal(visits, 0);
  clock.advance(1);
  assert.equal(visits, 1);
  clock.advance(9 * DAY_MS);
  assert.equal(visits, 10);
});

test('a machine that is awake an hour a day visits as often', () => {
  for (let day = 0; day < 10; day += 1) {
    clock.sleep(23 * HOUR_MS);
    clock.advance(HOUR_MS);
  }
  assert.ok(visits >= 9, `${visits} visits`);
});

test('a visit that fails is made again within an hour', async () => {
  answer = async () => {
    throw new Error('offline');
  };
  clock.advance(DAY_MS);
  await settle();
  answer = async () => {};
  clock.advance(HOUR_MS);
  await settle();
  clock.advance(HOUR_MS);
  assert.equal(visits, 2);
});
