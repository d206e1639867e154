import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chat } from '../support/chat.js';
import { settle, until } from '../support/wait.js';

/** What the library holds at most in the browser's buffer before it says "not writable". */
const MARK_BYTES = 65_536;
const BODY = 'x'.repeat(60_000);
const sentBodies = (connection) => connection.frames.filter(({ type }) => type === 'post').length;

/** A link of so many bytes per step: what is sent reaches the server when it has passed. */
function slow(socket) {
  const deliver = socket.send;
  const onItsWay = [];
  /** Bytes that stood before each frame when it was sent. */
  const ahead = [];
  socket.bufferedAmount = 0;
  socket.send = (text) => {
    ahead.push({ type: JSON.parse(text).type, bytes: socket.bufferedAmount });
    socket.bufferedAmount += text.length;
    onItsWay.push({ text, left: text.length });
  };
  const pass = (bytes) => {
    for (let left = bytes; left > 0 && onItsWay.length;) {
      const passed = Math.min(left, onItsWay[0].left);
      left -= passed;
      socket.bufferedAmount -= passed;
      onItsWay[0].left -= passed;
      if (!onItsWay[0].left) deliver.call(socket, onItsWay.shift().text);
    }
  };
  return { pass, ahead };
}

async function offlineWith(t, count) {
  const parts = chat(t);
  const { online, server, clock } = parts;
  const client = await online();
  server.reachable = false;
  server.last.socket.fail();
  for (let index = 0; index < count; index += 1) await client.post('r', `${index} ${BODY}`);
  server.reachable = true;
  let link;
  server.on.hello = (_, connection) => void (link = slow(connection.socket));
  client.reconnect();
  await until(() => link && server.connections.length === 2);
  await settle();
  const step = async (bytes, ms = 50) => {
    link.pass(bytes);
    clock.advance(ms);
    await settle();
  };
  return { ...parts, client, link, step };
}

test('on a slow link bulk goes out in slices: no beat waits behind more than the mark and one frame', async (t) => {
  const { client, server, link, step, bodies } = await offlineWith(t, 32);
  for (let n = 1; bodies(client).length < 32 && n < 1_000; n += 1) {
    if (n % 10 === 0) server.send(server.last, { type: 'ping', n });
    await step(12_000);
  }
  const pongs = link.ahead.filter(({ type }) => type === 'pong');
  assert.ok(pongs.length >= 10, `${pongs.length} pongs`);
  assert.ok(Math.max(...pongs.map(({ bytes }) => bytes)) <= MARK_BYTES + BODY.length + 200);
  assert.deepEqual(bodies(client).map((body) => parseInt(body, 10)), Array.from({ length: 32 }, (_, index) => index));
  assert.equal(server.posts.length, 32);
});

test('nothing is sent again that has not even left the machine', async (t) => {
  const { server, link, step } = await offlineWith(t, 3);
  const posts = () => link.ahead.filter(({ type }) => type === 'post').length;
  // The server speaks, so the link is alive; what we send passes at 6 kB a second.
  for (let seconds = 0; seconds < 20; seconds += 1) {
    server.send(server.last, { type: 'pong', n: 0 });
    await step(6_000, 1_000);
  }
  assert.ok(sentBodies(server.last) < 3);
  for (let seconds = 0; seconds < 20; seconds += 1) {
    server.send(server.last, { type: 'pong', n: 0 });
    await step(6_000, 1_000);
  }
  assert.deepEqual([posts(), server.posts.length], [3, 3]);
});
