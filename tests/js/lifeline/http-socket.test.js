import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settle } from '../support/wait.js';
import { twin } from '../support/twin.js';

const AT = { seq: 1, digest: 'a'.repeat(16) };
const post = (id) => ({ type: 'post', id, room: '7', body: 'x' });
const events = { type: 'events', room: '7', events: [] };

/** Welcomed, and caught up with the rooms that it named. */
async function online(options) {
  const world = await twin(options);
  await world.streams().at(-1).welcome();
  return world;
}

test('what is said at onopen begins a stream: hello, then subscribes, a line each', async () => {
  const world = await twin({ headers: () => ({ 'X-CSRFToken': 't' }) });
  const [stream] = world.streams();
  assert.equal(world.socket.readyState, 1);
  assert.deepEqual(stream.frames, [{ type: 'hello', rooms: {} }]);
  assert.equal(stream.init.method, 'POST');
  assert.equal(stream.init.headers['X-CSRFToken'], 't');
  assert.equal(stream.init.headers['Content-Type'], 'application/x-ndjson');
});

test('lines are messages, wherever the network cuts them', async () => {
  const world = await online();
  const bytes = new TextEncoder().encode(`${JSON.stringify({ body: '你好' })}\n`.repeat(2));
  for (const byte of bytes) await world.streams()[0].bytes(Uint8Array.of(byte));
  assert.deepEqual(world.messages.slice(1).map(({ body }) => body), ['你好', '你好']);
});

test('a line that was cut off is nothing', async () => {
  const world = await online();
  await world.streams()[0].raw('{"type":"eve');
  await world.streams()[0].end();
  assert.deepEqual(world.messages.map(({ type }) => type), ['welcome']);
});

test('at the end of a stream the page greets again, at once, and nobody hears of it', async () => {
  const world = await online();
  world.rooms = { 7: AT };
  await world.streams()[0].end();
  assert.equal(world.opens, 2);
  assert.deepEqual(world.streams()[1].frames, [{ type: 'hello', rooms: { 7: AT } }]);
  assert.equal(world.socket.readyState, 1);
  assert.deepEqual(world.closes, []);
});

test('a subscribe renews the stream, several at once renew it once', async () => {
  const world = await online();
  world.rooms = { 7: AT };
  await world.send({ type: 'subscribe', room: '7', from: AT }, { type: 'subscribe', room: '8' });
  assert.equal(world.streams()[0].aborted, true);
  assert.equal(world.streams().length, 2);
  assert.deepEqual(world.streams()[1].frames, [{ type: 'hello', rooms: { 7: AT } }, { type: 'subscribe', room: '8' }]);
});

test('a room subscribed to goes with every stream until a hello names it', async () => {
  const world = await online();
  await world.send({ type: 'subscribe', room: '8' });
  await world.streams()[1].welcome();
  await world.streams()[1].end();
  assert.deepEqual(world.streams()[2].frames.map(({ type }) => type), ['hello', 'subscribe']);
  world.rooms = { 8: AT };
  await world.streams()[2].welcome();
  await world.streams()[2].end();
  assert.deepEqual(world.streams()[3].frames.map(({ type }) => type), ['hello']);
});

test('an aborted stream says nothing more', async () => {
  const world = await online();
  const [first] = world.streams();
  await world.send({ type: 'subscribe', room: '8' });
  await first.raw('{"type":"events"}\n').catch(() => {});
  assert.deepEqual(world.messages.map(({ type }) => type), ['welcome']);
});

for (const [status, code, reconnect] of [[401, 4401, false], [403, 4403, false], [429, 4429, true], [503, 4013, true]]) {
  test(`${status} is a bye, and ends it with ${code}`, async () => {
    const world = await twin();
    await world.streams()[0].refuse(status, { detail: 'Why.', headers: { 'Retry-After': '30' } });
    const bye = { type: 'bye', code, reason: 'Why.', reconnect, retry_ms: 30_000, spread_ms: 30_000 };
    assert.deepEqual(world.messages, [bye]);
    assert.deepEqual(world.closes, [{ code, reason: 'Why.', wasClean: true }]);
  });
}

test('an answer that is not of ours is no answer', async () => {
  for (const status of [200, 400, 500]) {
    const world = await twin();
    await world.streams()[0].refuse(status);
    assert.deepEqual(world.closes, [{ code: 1006, reason: `HTTP ${status}`, wasClean: false }]);
    assert.deepEqual(world.messages, []);
  }
});

test('where a proxy says that the server is away, the way is not to blame', async () => {
  for (const status of [502, 504]) {
    const world = await twin();
    await world.streams()[0].refuse(status);
    assert.equal(world.closes[0].code, 1014);
  }
});

test('a bye in the stream ends the socket with its code, once the stream has ended', async () => {
  const world = await online();
  await world.streams()[0].say({ type: 'bye', code: 4012, reason: 'restart', reconnect: true });
  assert.deepEqual(world.closes, []);
  await world.streams()[0].end();
  assert.deepEqual(world.closes, [{ code: 4012, reason: 'restart', wasClean: true }]);
  assert.equal(world.messages.at(-1).type, 'bye');
});

test('a stream that cannot be begun ends the socket; one that is cut is begun again', async () => {
  const world = await online();
  await world.pass(5_000);
  await world.streams()[0].cut();
  assert.equal(world.opens, 2);
  assert.deepEqual(world.closes, []);
  await world.streams()[1].cut();
  assert.equal(world.closes[0].code, 1006);
});

test('a stream without a beat for interval and time-out is renewed, one with is not', async () => {
  const world = await online();
  for (let beats = 1; beats < 4; beats += 1) {
    await world.pass(13_000);
    await world.streams()[0].say({ type: 'ping', n: beats });
  }
  assert.equal(world.opens, 1);
  await world.pass(14_000);
  assert.equal(world.opens, 2);
  assert.equal(world.streams()[0].aborted, true);
});

test('a proxy that ends every stream at once is not asked without a pause', async () => {
  const world = await twin();
  for (let streams = 0; streams < 4; streams += 1) {
    await world.streams().at(-1).welcome();
    await world.streams().at(-1).end();
  }
  assert.equal(world.streams().length, 4);
  await world.pass(1_000);
  assert.equal(world.streams().length, 5);
  await world.streams().at(-1).welcome();
  await world.streams().at(-1).end();
  await world.pass(1_999);
  assert.equal(world.streams().length, 5);
  await world.pass(1);
  assert.equal(world.streams().length, 6);
});

test('streams that bring something follow each other without a pause', async () => {
  const world = await twin();
  for (let streams = 0; streams < 20; streams += 1) {
    await world.streams().at(-1).welcome();
    await world.streams().at(-1).say(events);
    await world.streams().at(-1).end();
  }
  assert.equal(world.streams().length, 21);
});

test('close leaves no request and no timer, and nothing is heard after it', async () => {
  const world = await online();
  await world.send(post('a'), { type: 'ping', n: 1 });
  world.socket.close(1000, 'done');
  await settle();
  assert.equal(world.requests.every(({ aborted }) => aborted), true);
  assert.equal(world.clock.pending, 0);
  assert.equal(world.socket.readyState, 3);
  assert.equal(world.socket.bufferedAmount, 0);
  assert.deepEqual(world.closes, []);
  assert.throws(() => world.socket.send('{"type":"ping"}'), { name: 'InvalidStateError' });
});

test('closed before it could open it never opens', async () => {
  const world = await online();
  await world.send({ type: 'subscribe', room: '8' });
  world.socket.close();
  await world.pass(100_000);
  assert.equal(world.opens, 2);
  assert.equal(world.streams().length, 2);
});
