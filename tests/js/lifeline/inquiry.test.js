import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diagnosisBy } from '../../../static/lifeline/inquiry.js';
import { linked, welcome } from '../support/links.js';
import { settle } from '../support/wait.js';

/** A link whose tries are diagnosed; `answer` says as what. */
function diagnosed(answer, options) {
  const asked = [];
  const diagnose = diagnosisBy((signal) => {
    asked.push(signal);
    return Promise.resolve(answer());
  });
  const all = linked({ diagnose, ...options });
  const findings = [];
  all.link.on('finding', ({ finding }) => findings.push(finding));
  return { ...all, asked, findings };
}

async function failing(answer, options) {
  const all = diagnosed(answer, options);
  all.link.connect();
  all.WebSocket.last.fail();
  await settle();
  return all;
}

test('a try that never opened is asked about; one that was welcomed is not', async () => {
  const { asked, findings, link, WebSocket, clock } = await failing(() => ({ finding: 'unreachable' }));
  assert.equal(asked.length, 1);
  assert.deepEqual(findings, ['unreachable']);
  assert.equal(link.status.finding, 'unreachable');
  clock.advance(60_000);
  welcome(WebSocket.last);
  assert.equal(link.status.finding, undefined);
  WebSocket.last.fail();
  await settle();
  assert.equal(link.status.finding, undefined);
  link.dispose();
});

test('a try that opened and stayed mute until its time-out is asked about too', async () => {
  const { asked, link, WebSocket, clock } = diagnosed(() => ({ finding: 'unreachable' }));
  link.connect();
  WebSocket.last.open();
  clock.advance(15_000);
  await settle();
  assert.equal(asked.length, 1);
  link.dispose();
});

test('a server that closes with a code has said why: nobody asks', async () => {
  const { asked, link, WebSocket } = diagnosed(() => ({ finding: 'unreachable' }));
  link.connect();
  WebSocket.last.open();
  WebSocket.last.end(1013);
  await settle();
  assert.equal(asked.length, 0);
  link.dispose();
});

test('at most one question in 10 s', async () => {
  const { asked, link, WebSocket, clock } = await failing(() => ({ finding: 'unreachable' }), { backoff: { baseMs: 100, grows: 'not', jitter: false } });
  for (let tries = 0; tries < 98; tries += 1) {
    clock.advance(100);
    WebSocket.last.fail();
  }
  await settle();
  assert.equal(asked.length, 1);
  clock.advance(200);
  WebSocket.last.fail();
  assert.equal(asked.length, 2);
  link.dispose();
});

test('a socket that opens meanwhile makes the answer void, and so does dispose()', async () => {
  for (const meanwhile of [
    ({ WebSocket, clock }) => {
      clock.advance(1_000);
      WebSocket.last.open();
    },
    ({ link }) => link.dispose(),
    ({ link }) => link.reconnect(),
  ]) {
    let say;
    const all = diagnosed(() => new Promise((resolve) => (say = resolve)));
    all.link.connect();
    all.WebSocket.last.fail();
    meanwhile(all);
    assert.equal(all.asked[0].aborted, true);
    say({ finding: 'logged-out' });
    await settle();
    assert.deepEqual(all.findings, []);
    assert.notEqual(all.link.status.state, 'refused');
    all.link.dispose();
  }
});

test('logged out: refused until a log-in, with the server’s words', async () => {
  const { link, WebSocket, clock, page } = await failing(() => ({ finding: 'logged-out', detail: 'Log in first.' }));
  const { state, loginNeeded, finding, reason, wakes } = link.status;
  assert.deepEqual({ state, loginNeeded, finding, reason, wakes }, {
    state: 'refused',
    loginNeeded: true,
    finding: 'logged-out',
    reason: 'Log in first.',
    wakes: ['reconnect', 'login'],
  });
  assert.equal(clock.pending, 0);
  assert.equal(page.listeners, 0);
  link.loggedIn();
  assert.equal(WebSocket.all.length, 2);
  link.dispose();
});

test('refused: no more tries, also where one has begun meanwhile', async () => {
  let say;
  const { link, WebSocket, clock, endings } = diagnosed(() => new Promise((resolve) => (say = resolve)));
  link.connect();
  WebSocket.last.fail();
  clock.advance(1_000);
  assert.equal(WebSocket.all.length, 2);
  say({ finding: 'refused' });
  await settle();
  assert.equal(link.status.state, 'refused');
  assert.equal(WebSocket.last.readyState, 2);
  assert.equal(endings.length, 2);
  assert.equal(clock.pending, 0);
});

test('rate-limited and restarting: it waits as long as the server said, and a share of its spread', async () => {
  for (const finding of ['rate-limited', 'restarting']) {
    const { link, WebSocket, clock, page } = await failing(() => ({ finding, retryMs: 20_000, spreadMs: 10_000 }));
    assert.equal(link.status.retryAt, clock.now() + 25_000);
    assert.equal(link.status.finding, finding);
    clock.advance(10_000);
    page.show('visible');
    assert.equal(WebSocket.all.length, 1);
    clock.advance(15_000);
    assert.equal(WebSocket.all.length, 2);
    link.dispose();
  }
});

test('restarting without a time goes on by back-off', async () => {
  const { link, clock } = await failing(() => ({ finding: 'restarting' }));
  assert.equal(link.status.retryAt, clock.now() + 500);
  link.dispose();
});

test('blocked twice in a row without a fallback is said, and tries go on', async () => {
  const { link, WebSocket, clock } = await failing(() => ({ finding: 'blocked' }));
  assert.equal(link.status.finding, undefined);
  clock.advance(1_000);
  WebSocket.last.fail();
  assert.equal(link.status.finding, 'blocked');
  clock.advance(30_000);
  assert.ok(WebSocket.all.length > 2);
  link.dispose();
});

test('a diagnosis that throws is reported, and the link goes on', async (t) => {
  const reported = [];
  const before = globalThis.reportError;
  globalThis.reportError = (error) => reported.push(error.message);
  t.after(() => (globalThis.reportError = before));
  const { link, clock, WebSocket } = await failing(() => Promise.reject(new Error('broken')));
  assert.deepEqual(reported, ['broken']);
  clock.advance(1_000);
  assert.equal(WebSocket.all.length, 2);
  link.dispose();
});

test('an answer that comes while the next try is under way does not make a third', async () => {
  let say;
  const { link, WebSocket, clock } = diagnosed(() => new Promise((resolve) => (say = resolve)));
  link.connect();
  WebSocket.last.fail();
  clock.advance(1_000);
  say({ finding: 'restarting', retryMs: 2_000 });
  await settle();
  assert.deepEqual([link.status.state, link.status.finding], ['connecting', 'restarting']);
  clock.advance(10_000);
  assert.equal(WebSocket.all.length, 2);
  link.dispose();
});

test('nobody asks again before the last question is answered', () => {
  const { link, WebSocket, clock, asked } = diagnosed(() => new Promise(() => {}));
  link.connect();
  for (let tries = 0; tries < 5; tries += 1) {
    WebSocket.last.fail();
    clock.advance(14_000);
  }
  assert.equal(asked.length, 1);
  link.dispose();
});

test('a listener that closes the link at the end of a try, or at a finding, has the last word', async () => {
  const one = diagnosed(() => ({ finding: 'logged-out' }));
  one.link.on('close', () => one.link.close());
  one.link.connect();
  one.WebSocket.last.fail();
  assert.equal(one.asked.length, 0);
  const two = diagnosed(() => ({ finding: 'logged-out' }));
  two.link.on('finding', () => two.link.close());
  two.link.connect();
  two.WebSocket.last.fail();
  await settle();
  assert.equal(two.link.status.state, 'closed');
});

test('a listener that dials anew at a finding has the last word, too', async () => {
  const { link, WebSocket } = diagnosed(() => ({ finding: 'logged-out' }));
  link.on('finding', () => link.reconnect());
  link.connect();
  WebSocket.last.fail();
  await settle();
  assert.equal(link.status.state, 'connecting');
  assert.equal(WebSocket.all.length, 2);
  link.dispose();
});
