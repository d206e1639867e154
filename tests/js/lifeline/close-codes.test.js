import assert from 'node:assert/strict';
import { test } from 'node:test';
import { closeCode } from '../../../static/lifeline/close-codes.js';
import { pageMaySend } from '../../../static/lifeline/close-policy.js';
import { judge } from '../../../static/lifeline/ending.js';

test('every code from 0 to 4999 has a name, a meaning, a sender and a rule', () => {
  for (let number = 0; number <= 4999; number += 1) {
    const { name, meaning, sender, reconnect } = closeCode(number);
    assert.ok(name && meaning, `${number}`);
    assert.ok(['nobody', 'server', 'both'].includes(sender), `${number}`);
    assert.ok(['yes', 'later', 'after logging in', 'no'].includes(reconnect), `${number}`);
  }
});

test('what is no close code is an error', () => {
  for (const number of [-1, 5000, 1000.5, NaN]) assert.throws(() => closeCode(number), RangeError);
});

test('everybody reconnects but whom the server has refused on purpose', () => {
  const rules = {
    later: [1012, 1013, 1014, 4012, 4013, 4429],
    'after logging in': [3000, 4401],
    no: [1000, 1003, 1008, 1010, 3003, 4400, 4403, 4404, 4409],
  };
  const rule = new Map(Object.entries(rules).flatMap(([reconnect, numbers]) => numbers.map((number) => [number, reconnect])));
  for (let number = 0; number <= 4999; number += 1) {
    assert.equal(closeCode(number).reconnect, rule.get(number) ?? 'yes', `${number}`);
  }
});

test('whoever is told "later" has a time to wait and a spread', () => {
  for (let number = 0; number <= 4999; number += 1) {
    const { reconnect, retryMs = 0, spreadMs = 0 } = closeCode(number);
    assert.equal(reconnect === 'later', retryMs > 0 && spreadMs > 0, `${number}`);
  }
});

test('a page sends 1000 and 3000 to 4999 only; reserved codes nobody sends', () => {
  for (const number of [1000, 3000, 4999]) assert.ok(pageMaySend(number));
  for (const number of [0, 999, 1001, 1006, 2999]) assert.ok(!pageMaySend(number));
  for (const number of [1004, 1005, 1006, 1015]) assert.equal(closeCode(number).sender, 'nobody');
});

test('a clean close never reconnects where 1000 is final', () => {
  assert.equal(judge({ cause: 'peer', code: 1000 }, null, true).next, 'closed');
});

test('1000 without a bye is no good-bye for Lifeline: the server cut a day-old connection', () => {
  assert.equal(judge({ cause: 'peer', code: 1000 }, null, false).next, 'retry');
});

test('a bye decides, whatever the code says', () => {
  const bye = { code: 4013, reason: '', reconnect: false, retryMs: 0, spreadMs: 0 };
  assert.equal(judge({ cause: 'server', code: 4013 }, bye, false).next, 'refused');
  assert.equal(judge({ cause: 'server', code: 4403 }, { ...bye, reconnect: true }, false).next, 'retry');
  assert.equal(judge({ cause: 'server', code: 1000 }, bye, false).next, 'closed');
});

test('a code that is none is treated like a lost connection', () => {
  assert.equal(judge({ cause: 'peer', code: 70_000 }, null, false).next, 'retry');
});
