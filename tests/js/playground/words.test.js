import assert from 'node:assert/strict';
import { test } from 'node:test';

Object.defineProperty(globalThis, 'django', {
  value: { gettext: (text) => text, interpolate: (format, values) => format.replace(/%\((\w+)\)s/g, (_, name) => values[name]) },
});
const { durationText, endingText, findingText, stateSentence, stateWord, tripText, wakesText } = await import('../../../static/playground/words.js');

const STATES = ['idle', 'connecting', 'online', 'waiting', 'offline', 'refused', 'gave-up', 'unsupported', 'closed'];

test('every state has a word and a sentence of its own', () => {
  const words = STATES.map((state) => stateWord(/** @type {any} */ ({ state })));
  assert.equal(new Set(words).size, STATES.length);
  for (const state of STATES) assert.match(stateSentence(/** @type {any} */ ({ state, code: 4403 })), /\./);
});

test('who is not logged in is told so, and what to do', () => {
  const status = /** @type {any} */ ({ state: 'refused', loginNeeded: true, code: 4401 });
  assert.equal(stateWord(status), 'Not logged in');
  assert.match(stateSentence(status), /Join/);
});

test('another refusal says why: the reason, else what the code means', () => {
  assert.match(stateSentence({ state: 'refused', code: 4403, reason: 'You are banned.' }), /You are banned\./);
  assert.match(stateSentence({ state: 'refused', code: 4404, reason: '' }), /no such endpoint/);
});

test('an end says who ended it, the code with its meaning, the reason, and for how long it was up', () => {
  const ending = /** @type {any} */ ({ cause: 'peer', code: 1012, reason: 'deploy', clean: true, uptimeMs: 61_000, attempts: 1 });
  assert.equal(endingText(ending), 'the other side closed it · 1012 service restart: The server restarts. · “deploy” · up for 1 min 1 s');
});

test('a try that led to nothing was never up', () => {
  const ending = /** @type {any} */ ({ cause: 'network', code: 1006, reason: '', clean: false, uptimeMs: 0, attempts: 3 });
  assert.match(endingText(ending), /never up$/);
});

test('what would wake a link is said in words', () => {
  assert.equal(wakesText(['reconnect', 'login']), 'the button Reconnect, logging in');
  assert.equal(wakesText([]), '');
});

test('every finding is said in words', () => {
  for (const finding of ['logged-out', 'refused', 'rate-limited', 'restarting', 'no-network', 'unreachable', 'blocked']) {
    assert.match(findingText(finding), /^[^-]+$/);
  }
});

test('times are said as people do', () => {
  assert.equal(durationText(59_999), '59 s');
  assert.equal(tripText(12.4), '12 ms');
  assert.equal(tripText(undefined), '–');
});
