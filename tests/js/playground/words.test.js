import assert from 'node:assert/strict';
import { test } from 'node:test';

Object.defineProperty(globalThis, 'django', {
  value: { gettext: (text) => text, interpolate: (format, values) => format.replace(/%\((\w+)\)s/g, (_, name) => values[name]) },
});
const { diagnosisText, durationText, endingText, failedTries, findingText, secondsText, stateSentence, stateText, stateWord, tripText, wakesText } = await import('../../../static/playground/words.js');

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
  assert.equal(endingText(ending), 'the other side closed it · 1012 service restart: The server restarts. · “deploy” · up for 1\u00a0min 1\u00a0s');
});

test('a try that led to nothing was never up', () => {
  const ending = /** @type {any} */ ({ cause: 'network', code: 1006, reason: '', clean: false, uptimeMs: 0, attempts: 3 });
  assert.match(endingText(ending), /never up$/);
});

test('what would wake a link is said in words', () => {
  assert.equal(wakesText({ state: 'refused', wakes: ['reconnect', 'login'] }), 'the button Reconnect, logging in');
  assert.equal(wakesText({ state: 'closed', wakes: ['reconnect'] }), 'the button Connect');
  assert.equal(wakesText({ state: 'online' }), '');
});

test('every finding is said in words', () => {
  for (const finding of ['logged-out', 'refused', 'rate-limited', 'restarting', 'no-network', 'unreachable', 'blocked']) {
    assert.match(findingText(finding), /^[^-]+$/);
  }
});

test('what a request found out comes with what the server said', () => {
  assert.equal(diagnosisText({ finding: 'refused', detail: 'You are banned.' }), 'the server refuses: You are banned.');
  assert.equal(diagnosisText({ finding: 'unreachable' }), 'the server does not answer');
});

test('a link that nobody asks is not said to be alive', () => {
  assert.match(stateSentence({ state: 'online' }, true), /a dead link is noticed/);
  assert.match(stateSentence({ state: 'online' }, false), /Nobody asks .* not noticed/);
  assert.match(stateText({ state: 'online' }, false), /^Online\. .* not noticed/);
});

test('the end of a link that was up is no failed try, and ends the row of those before', () => {
  const failed = /** @type {any} */ ({ uptimeMs: 0, cause: 'network' });
  const [lived, closed] = /** @type {any[]} */ ([{ uptimeMs: 5_000, cause: 'network' }, { uptimeMs: 0, cause: 'page' }]);
  assert.equal(failedTries(0, lived), 0);
  assert.equal(failedTries(failedTries(0, failed), failed), 2);
  assert.equal(failedTries(2, lived), 0);
  assert.equal(failedTries(2, closed), 2, 'one that the person gave up did not fail');
});

test('times are said as people do, and no line breaks before their unit', () => {
  assert.equal(durationText(59_999), '59\u00a0s');
  assert.equal(secondsText(2_940), '2.9\u00a0s');
  assert.equal(secondsText(-1), '0.0\u00a0s');
  assert.equal(tripText(12.4), '12\u00a0ms');
  assert.equal(tripText(undefined), '–');
});
