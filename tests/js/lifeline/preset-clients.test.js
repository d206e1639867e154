import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fallbackTo } from '../../../static/lifeline/detour.js';
import { diagnosisBy } from '../../../static/lifeline/inquiry.js';
import { linked, up, waits } from '../support/presets.js';
import { fakeWebSocket } from '../support/socket.js';
import { settle } from '../support/wait.js';

test('laravelSwoole reconnects with growing waits, one try at a time, and never gives up', () => {
  assert.deepEqual(waits(up('laravelSwoole'), 6), [1_500, 1_000, 2_000, 4_000, 8_000, 15_000]);
});

test('vueChat says who speaks to whom in its beats, ignores what is not JSON, and handles by chatType', () => {
  const who = { receiverId: '5', receiverName: '王', senderAvatar: '/a.png', senderName: 'Ann' };
  const { clock, WebSocket, link, frames } = up('vueChat', { beat: () => who });
  clock.advance(30_000);
  assert.deepEqual(WebSocket.last.frames.at(-1), { contentType: 'hert', content: 'pong', chatType: 'hert', ...who });
  const said = [];
  link.handle('direct', (frame) => said.push(frame.content));
  frames.length = 0;
  for (const text of ['no JSON', '{', '{"chatType":"direct","content":"hi"}', '{"chatType":"group","content":"all"}']) WebSocket.last.receive(text);
  assert.deepEqual(said, ['hi']);
  assert.equal(frames.length, 2);
});

test('vueChat tells who closed: we, the heartbeat, they', () => {
  const causes = [
    ({ link }) => link.close(),
    ({ clock }) => clock.advance(32_000),
    ({ WebSocket }) => WebSocket.last.end(1001),
  ].map((close) => {
    const all = up('vueChat');
    close(all);
    return all.endings[0].cause;
  });
  assert.deepEqual(causes, ['page', 'heartbeat', 'peer']);
});

test('nodeWs: connect() resolves when open; what is sent while closed is sent on the next link, once, in order', async () => {
  const { link, WebSocket, clock } = linked('nodeWs');
  const connected = link.connect();
  WebSocket.last.open();
  await connected;
  WebSocket.last.fail();
  assert.equal(link.send({ get: 'users' }), 'queued');
  assert.equal(link.send({ get: 'attendance' }), 'queued');
  clock.advance(3_000);
  WebSocket.last.open();
  assert.equal(WebSocket.all.length, 2);
  assert.deepEqual(WebSocket.last.frames, [{ get: 'users' }, { get: 'attendance' }]);
});

test('nodeWs: one request, several answers; closing again does nothing', () => {
  const { link, WebSocket, frames, endings } = up('nodeWs');
  link.send({ get: 'users' });
  WebSocket.last.receive('{"rows":[1]}');
  WebSocket.last.receive('{"rows":[2]}');
  assert.deepEqual(frames, [{ rows: [1] }, { rows: [2] }]);
  link.close();
  link.close();
  assert.equal(WebSocket.last.closes.length, 1);
  assert.equal(endings.length, 1);
});

test('javaEndpoint tries again 2 s after each failure, however many, and hands text on as it is', () => {
  const all = up('javaEndpoint');
  all.WebSocket.last.receive('plain words');
  assert.equal(all.frames.at(-1), 'plain words');
  assert.deepEqual(waits(all, 12), Array(12).fill(2_000));
});

test('manySockets: three tries, then it has given up; the sockets know nothing of each other', () => {
  const WebSocket = fakeWebSocket();
  const one = up('manySockets', { WebSocket });
  const first = WebSocket.last;
  const two = up('manySockets', { WebSocket });
  first.receive('{"to":"one"}');
  WebSocket.last.receive('{"to":"two"}');
  assert.deepEqual([one.frames, two.frames], [[{ to: 'one' }], [{ to: 'two' }]]);

  const all = linked('manySockets');
  all.link.connect().catch(() => {});
  waits(all, 10);
  assert.equal(all.WebSocket.all.length, 3);
  assert.equal(all.link.status.state, 'gave-up');
});

test('manySockets says so where the browser has no WebSocket', async () => {
  const { link } = linked('manySockets', { WebSocket: null });
  await assert.rejects(link.connect());
  assert.equal(link.status.state, 'unsupported');
});

test('callbackRegistry routes answers by socketType until a callback is unregistered', () => {
  const { link, WebSocket } = up('callbackRegistry');
  const drawn = [];
  const undo = link.handle('ORDERS', (frame) => drawn.push(frame.value));
  link.handle('USERS', () => drawn.push('users'));
  link.send({ socketType: 'ORDERS', action: 'getData', chartName: 'orders', value: '' });
  WebSocket.last.receive('{"socketType":"ORDERS","value":1}');
  undo();
  WebSocket.last.receive('{"socketType":"ORDERS","value":2}');
  assert.deepEqual(drawn, [1]);
});

test('callbackRegistry waits a second more each time, ten at most, and keeps what is unsent', () => {
  const all = linked('callbackRegistry');
  all.link.connect().catch(() => {});
  all.link.send({ socketType: 'ORDERS' });
  assert.deepEqual(waits(all, 12).map((ms) => ms / 1000), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10, 10]);
  all.WebSocket.last.open();
  assert.deepEqual(all.WebSocket.last.frames, [{ socketType: 'ORDERS' }]);
});

test('jsonString gives up after three failed tries, and a person may try again', () => {
  const all = linked('jsonString');
  all.link.connect().catch(() => {});
  waits(all, 10);
  assert.equal(all.WebSocket.all.length, 3);
  assert.equal(all.link.status.state, 'gave-up');
  assert.equal(all.link.status.code, 1006);
  all.link.reconnect();
  all.clock.advance(50);
  assert.equal(all.WebSocket.all.length, 4);
});

test('jsonString: what becomes of a send in every readyState', () => {
  const { link, WebSocket, clock } = linked('jsonString');
  link.connect().catch(() => {});
  const socket = WebSocket.last;
  assert.equal(link.send({ in: 'CONNECTING' }), 'queued');
  socket.open();
  socket.receive('"heartbeat"');
  assert.equal(link.send({ in: 'OPEN' }), 'sent');
  socket.readyState = 2;
  assert.equal(link.send({ in: 'CLOSING' }), 'queued');
  socket.fail();
  assert.equal(link.send({ in: 'CLOSED' }), 'queued');
  clock.advance(3_000);
  WebSocket.last.open();
  WebSocket.last.receive('"heartbeat"');
  assert.deepEqual(socket.sent, ['"heartbeat"', '{"in":"CONNECTING"}', '{"in":"OPEN"}']);
  assert.deepEqual(WebSocket.last.sent, ['"heartbeat"', '{"in":"CLOSING"}', '{"in":"CLOSED"}']);
  link.close();
  assert.equal(link.send({ in: 'closed for good' }), 'refused');
});

test('a link that was up and is cut has got through, though it never heard a word: nobody asks, no fallback', async () => {
  const asked = [];
  const Http = fakeWebSocket();
  const diagnose = diagnosisBy(() => {
    asked.push(1);
    return Promise.resolve({ finding: 'blocked' });
  });
  for (const more of [{ diagnose }, {}]) {
    const all = up('manySockets', { maxTries: 10, fallback: fallbackTo(() => new Http('http')), ...more });
    for (let cuts = 0; cuts < 3; cuts += 1) {
      all.WebSocket.last.fail();
      await settle();
      all.clock.advance(5_000);
      all.WebSocket.last.open();
    }
    assert.equal(all.link.status.state, 'online');
    assert.deepEqual([asked.length, Http.all.length], [0, 0]);
    all.link.dispose();
  }
});

test('a try that opened nothing is diagnosed with a preset without a heartbeat, too', async () => {
  const { link, WebSocket } = linked('manySockets', { diagnose: diagnosisBy(() => Promise.resolve({ finding: 'unreachable' })) });
  link.connect().catch(() => {});
  WebSocket.last.fail();
  await settle();
  assert.equal(link.status.finding, 'unreachable');
  link.dispose();
});
