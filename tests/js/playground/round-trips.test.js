import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pathsOf } from '../../../static/playground/curve.js';
import { RoundTrips } from '../../../static/playground/round-trips.js';

/** @param {...(number | null)} given  null: a gap */
function tripsOf(...given) {
  const trips = new RoundTrips();
  for (const trip of given) trip === null ? trips.gap() : trips.add(trip);
  return trips;
}

test('nothing measured has no summary', () => {
  assert.equal(tripsOf().summary, null);
  assert.equal(tripsOf(null, null).summary, null);
});

test('a summary has the last, the median and the longest of all links', () => {
  assert.deepEqual(tripsOf(30, 10, null, 500, 20, 40).summary, { count: 5, lastMs: 40, medianMs: 30, longestMs: 500 });
});

test('the last sixty are kept', () => {
  const trips = tripsOf(...Array.from({ length: 100 }, (_, index) => index));
  assert.equal(trips.all.length, 60);
  assert.equal(trips.all[0], 40);
});

test('many ends of links that measured nothing are one gap', () => {
  assert.deepEqual(tripsOf(1, null, null, null, 2).all, [1, null, 2]);
});

test('a gap ends one line and begins another', () => {
  const { lines, dots } = pathsOf([10, 20, null, 20, 30]);
  assert.equal(lines.match(/M/g)?.length, 2);
  assert.equal(dots, '');
  assert.ok(!lines.includes('NaN'));
});

test('a link with one trip is a dot, which can be drawn larger than a line is wide', () => {
  const { lines, dots } = pathsOf([10, null, 20, null, 20, 30, null]);
  assert.equal(dots.match(/M/g)?.length, 2);
  assert.equal(lines.match(/M/g)?.length, 1);
  assert.match(dots, /^M([\d. ]+)L\1M([\d. ]+)L\2$/);
});

test('a longer trip is higher, and none leaves the picture', () => {
  const heights = [...pathsOf([0, 40, 80]).lines.matchAll(/[ML][\d.]+ ([\d.]+)/g)].map(([, y]) => Number(y));
  const [none, half, longest] = /** @type {[number, number, number]} */ (heights.slice(0));
  assert.ok(none > half && half > longest);
  assert.ok(longest >= 0 && none <= 140);
});

test('a quick link is drawn low: its noise is not made a mountain', () => {
  const [, y] = /** @type {RegExpMatchArray} */ (pathsOf([1]).dots.match(/L[\d.]+ ([\d.]+)/));
  assert.ok(Number(y) > 120);
});
