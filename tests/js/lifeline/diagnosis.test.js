import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { httpQuestion } from '../../../static/lifeline/diagnosis.js';
import { FakeClock } from '../support/clock.js';
import { settle } from '../support/wait.js';

let clock;
let asked;
let answer;
let online;
let diagnose;

beforeEach(() => {
  clock = new FakeClock();
  asked = [];
  online = true;
  const fetch = (url, options) => (asked.push({ url, ...options }), answer(options));
  diagnose = httpQuestion({ url: 'wss://chat.example/ws/chat/?token=1', fetch, clock, online: () => online });
});

const says = (status, { detail, ...headers } = {}) => {
  const body = detail === undefined ? '<h1>Bad</h1>' : JSON.stringify({ code: 'any', detail });
  const type = detail === undefined ? 'text/html' : 'application/json';
  answer = async () => new Response(body, { status, headers: { 'content-type': type, ...headers } });
};
/** A server that is silent until the request is given up. */
const silent = () => {
  answer = ({ signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
};

test('the WebSocket address itself is asked by http, once, past every cache', async () => {
  says(426);
  await diagnose();
  assert.equal(asked.length, 1);
  const [{ url, cache, redirect }] = asked;
  assert.deepEqual([url, cache, redirect], ['https://chat.example/ws/chat/?token=1', 'no-store', 'manual']);
});

for (const [status, finding] of [
  [426, 'blocked'], [401, 'logged-out'], [403, 'refused'], [404, 'refused'], [429, 'rate-limited'],
  [502, 'restarting'], [503, 'restarting'], [504, 'restarting'], [200, 'blocked'], [400, 'blocked'], [500, 'blocked'],
]) {
  test(`${status} means ${finding}`, async () => {
    says(status);
    assert.equal((await diagnose()).finding, finding);
  });
}

test('a redirect is the work of something in between', async () => {
  // What a browser makes of one that is not followed: https://fetch.spec.whatwg.org/#concept-filtered-response-opaque-redirect
  answer = async () => Response.error();
  assert.deepEqual(await diagnose(), { finding: 'blocked' });
});

test('the words of the server are passed on, those of a proxy are not', async () => {
  says(403, { detail: 'You are banned: spam' });
  assert.equal((await diagnose()).detail, 'You are banned: spam');
  says(403, { detail: 'x'.repeat(10_000) });
  assert.ok((await diagnose()).detail.length < 1_000);
  says(403);
  assert.deepEqual(await diagnose(), { finding: 'refused' });
});

test('an answer that calls itself JSON and is none has no words', async () => {
  answer = async () => new Response('{', { status: 503, headers: { 'content-type': 'application/json' } });
  assert.deepEqual(await diagnose(), { finding: 'restarting' });
});

test('Retry-After is obeyed, in seconds and as a date, and everybody comes back spread out', async () => {
  says(503, { 'retry-after': '7' });
  const { retryMs, spreadMs } = await diagnose();
  assert.equal(retryMs, 7_000);
  assert.ok(spreadMs > 0);
  says(429, { 'retry-after': new Date(clock.now() + 30_000).toUTCString() });
  assert.equal((await diagnose()).retryMs, 30_000);
});

test('a Retry-After of a day is cut, one that means nothing or is past is none', async () => {
  says(503, { 'retry-after': '86400' });
  assert.ok((await diagnose()).retryMs <= 10 * 60_000);
  for (const value of ['soon', '-3', '', new Date(clock.now() - 60_000).toUTCString()]) {
    says(503, { 'retry-after': value });
    assert.equal((await diagnose()).retryMs, undefined, value);
  }
});

test('no answer: the browser is believed where it says there is no network, else the server is unreachable', async () => {
  answer = () => Promise.reject(new TypeError('Failed to fetch'));
  assert.deepEqual(await diagnose(), { finding: 'unreachable' });
  online = false;
  assert.deepEqual(await diagnose(), { finding: 'no-network' });
});

test('a server that takes the question and says nothing is unreachable after 5 s', async () => {
  silent();
  const asking = diagnose();
  await settle();
  clock.advance(4_999);
  await settle();
  assert.equal(clock.pending, 1);
  clock.advance(1);
  assert.deepEqual(await asking, { finding: 'unreachable' });
});

test('who no longer wants to know is told nothing, and nothing is left behind', async () => {
  silent();
  const abort = new AbortController();
  const asking = diagnose(abort.signal);
  await settle();
  abort.abort();
  await assert.rejects(asking, { name: 'AbortError' });
  assert.equal(asked[0].signal.aborted, true);
  assert.equal(clock.pending, 0);
  await assert.rejects(diagnose(abort.signal), { name: 'AbortError' });
  assert.equal(asked.length, 1);
});

test('once there is an answer, nothing listens to who may no longer want it', async () => {
  says(426);
  const abort = new AbortController();
  await diagnose(abort.signal);
  abort.abort();
  assert.equal(asked[0].signal.aborted, false);
  assert.equal(clock.pending, 0);
});

test('the address is asked for at every question', async () => {
  let token = 0;
  says(426);
  const urls = [];
  const fresh = httpQuestion({ url: () => `ws://test/ws/?token=${(token += 1)}`, clock, fetch: (url) => (urls.push(url), answer()) });
  await fresh();
  await fresh();
  assert.deepEqual(urls, ['http://test/ws/?token=1', 'http://test/ws/?token=2']);
});
