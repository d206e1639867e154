import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lifelineDialect } from '../../../static/lifeline/dialect.js';
import { WELCOME, linked, up, welcome } from '../support/links.js';
import { fakeWebSocket } from '../support/socket.js';

test('a link goes through idle, connecting, online, and is up when the server has greeted', () => {
  const { link, WebSocket, states } = linked();
  assert.equal(link.status.state, 'idle');
  link.connect();
  WebSocket.last.open();
  assert.deepEqual(states, ['connecting']);
  WebSocket.last.receive(WELCOME);
  assert.deepEqual(states, ['connecting', 'online']);
  assert.deepEqual(WebSocket.last.protocols, ['lifeline.v1']);
});

test('error and close of one failure count once', () => {
  const { WebSocket, clock, endings, socket } = up();
  socket.fail();
  assert.equal(endings.length, 1);
  clock.advance(60_000);
  assert.equal(WebSocket.all.filter((other) => other.readyState === 0).length, 1);
});

test('late events of an old socket are ignored', () => {
  const { link, WebSocket, clock, endings, socket } = up();
  const frames = [];
  link.on('frame', ({ frame }) => frames.push(frame));
  clock.advance(14_000);
  assert.equal(endings.length, 1);
  clock.advance(30_000);
  WebSocket.last.open();
  WebSocket.last.receive(WELCOME);
  socket.receive({ type: 'events' });
  socket.end(1000);
  assert.equal(endings.filter(({ cause }) => cause === 'peer').length, 0);
  assert.deepEqual(frames.map(({ type }) => type), ['welcome']);
  assert.equal(link.status.state, 'online');
});

test('a dead link is let go at once, without waiting for its close event', () => {
  const { WebSocket, clock, socket, endings } = up();
  clock.advance(14_000);
  assert.equal(socket.closes.length, 1);
  assert.equal(endings[0].cause, 'heartbeat');
  clock.advance(3_000);
  assert.equal(WebSocket.all.length, 2);
});

test('every try has a time-out of its own, greeting included', () => {
  const { link, WebSocket, clock, endings } = linked();
  link.connect();
  clock.advance(15_000);
  assert.equal(endings[0].cause, 'timeout');
  assert.equal(WebSocket.all[0].closes.length, 1);
  clock.advance(1_000);
  WebSocket.last.open();
  for (let second = 0; second < 15; second += 1) {
    clock.advance(1_000);
    WebSocket.all[1].receive({ type: 'pong', n: 0 });
  }
  assert.equal(endings.length, 2, 'pongs are no greeting');
});

test('the server’s ping is answered at once, with its number', () => {
  const { socket } = up();
  socket.receive({ type: 'ping', n: 17 });
  assert.deepEqual(socket.of('pong'), [{ type: 'pong', n: 17 }]);
});

test('every ping and pong carries what the application adds', () => {
  const { clock, socket } = up({ beat: () => ({ seen: { r: 5 } }) });
  socket.receive({ type: 'ping', n: 1 });
  clock.advance(10_000);
  assert.deepEqual(socket.of('pong')[0].seen, { r: 5 });
  assert.deepEqual(socket.of('ping')[0].seen, { r: 5 });
});

test('the welcome sets interval and time-out of the heartbeat', () => {
  const { link, WebSocket, clock, endings } = linked();
  link.connect();
  WebSocket.last.open();
  WebSocket.last.receive({ ...WELCOME, heartbeat: { interval_ms: 1_000, timeout_ms: 400 } });
  clock.advance(1_000);
  assert.equal(WebSocket.last.of('ping').length, 1);
  clock.advance(400);
  assert.equal(endings[0].cause, 'heartbeat');
});

test('a frame that makes no sense is life, and no more: the link stays', () => {
  const { link, clock, socket, endings } = up();
  const frames = [];
  link.on('frame', ({ frame }) => frames.push(frame));
  clock.advance(8_000);
  for (const text of ['{', 'null', '[]', '"x"', '{"no":"type"}', '']) socket.receive(text);
  clock.advance(9_000);
  assert.deepEqual(endings, []);
  assert.deepEqual(frames, []);
});

test('handlers by type hear their frames only, and can be removed', () => {
  const { link, socket } = up();
  const heard = [];
  const abort = new AbortController();
  const undo = link.handle('a', ({ n }) => heard.push(`a${n}`));
  link.handle('b', ({ n }) => heard.push(`b${n}`), { signal: abort.signal });
  socket.receive({ type: 'a', n: 1 });
  socket.receive({ type: 'b', n: 2 });
  socket.receive({ type: 'c', n: 3 });
  undo();
  abort.abort();
  socket.receive({ type: 'a', n: 4 });
  socket.receive({ type: 'b', n: 5 });
  assert.deepEqual(heard, ['a1', 'b2']);
});

test('a handler stays with the link, not with the socket', () => {
  const { link, WebSocket, socket } = up();
  const heard = [];
  link.handle('a', ({ n }) => heard.push(n));
  socket.fail();
  link.reconnect();
  welcome(WebSocket.last);
  WebSocket.last.receive({ type: 'a', n: 1 });
  assert.deepEqual(heard, [1]);
});

test('an old socket keeps no listener of ours', () => {
  const { clock, socket } = up();
  clock.advance(14_000);
  const { onopen, onmessage, onclose, onerror } = socket;
  assert.deepEqual({ onopen, onmessage, onclose, onerror }, { onopen: null, onmessage: null, onclose: null, onerror: null });
});

test('`open` may come again on the same socket: greet again, and the link stays up', () => {
  const { link, clock, socket, states, endings } = up();
  let greeted = 0;
  link.on('open', () => (greeted += 1));
  link.probe();
  clock.advance(80);
  socket.receive({ type: 'pong', n: 1 });
  socket.open();
  socket.receive(WELCOME);
  assert.equal(greeted, 1);
  assert.deepEqual(states, ['connecting', 'online', 'online']);
  socket.fail();
  assert.equal(endings[0].rttMs, 80);
});

test('a server that answers only when asked is asked at once, and is up with any first frame', () => {
  const { link, WebSocket, states } = linked({ dialect: { ...lifelineDialect, ready: 'answer', decode: () => null } });
  link.connect();
  WebSocket.last.open();
  assert.deepEqual(WebSocket.last.frames, [{ type: 'ping', n: 1 }]);
  assert.deepEqual(states, ['connecting']);
  WebSocket.last.receive('what?');
  assert.deepEqual(states, ['connecting', 'online']);
});

test('our questions and the round trips are told', () => {
  const { link, clock, socket } = up();
  const told = [];
  link.on('ping', ({ n }) => told.push(`ping ${n}`));
  link.on('rtt', ({ ms }) => told.push(`rtt ${ms}`));
  link.probe();
  clock.advance(80);
  socket.receive({ type: 'pong', n: 1 });
  link.probe();
  clock.advance(80);
  socket.receive({ type: 'pong', n: 2 });
  assert.deepEqual(told, ['ping 1', 'rtt 80', 'ping 2', 'rtt 80']);
  assert.equal(link.status.rttMs, 80);
});

test('binary that the dialect takes for no frame is passed on, and is life', () => {
  const { link, clock, socket, endings } = up();
  const heard = [];
  link.on('binary', (data) => heard.push([...new Uint8Array(data)]));
  assert.equal(socket.binaryType, 'arraybuffer');
  clock.advance(8_000);
  socket.receive(new Uint8Array([1, 2, 3]).buffer);
  clock.advance(9_000);
  assert.deepEqual(heard, [[1, 2, 3]]);
  assert.deepEqual(endings, []);
});

test('a dialect that decodes binary gets its frames', () => {
  const dialect = { ...lifelineDialect, ready: 'open', decode: (data) => (typeof data === 'string' ? null : { type: 'bytes', n: data.byteLength }) };
  const { link, WebSocket } = linked({ dialect });
  const heard = [];
  link.handle('bytes', ({ n }) => heard.push(n));
  link.on('binary', () => heard.push('binary'));
  link.connect();
  WebSocket.last.open();
  WebSocket.last.receive(new ArrayBuffer(7));
  assert.deepEqual(heard, [7]);
});

test('two links on a page know nothing of each other', () => {
  const WebSocket = fakeWebSocket();
  const one = up({ WebSocket });
  const two = up({ WebSocket });
  const heard = [];
  one.link.on('frame', () => heard.push('one'));
  two.link.on('frame', () => heard.push('two'));
  one.socket.receive({ type: 'x' });
  assert.deepEqual(heard, ['one']);
  one.link.dispose();
  assert.equal(two.link.status.state, 'online');
});

test('dispose leaves no timer and no listener behind, in every state', () => {
  for (const reach of [
    () => linked(),
    () => {
      const all = linked();
      all.link.connect();
      return all;
    },
    () => up(),
    () => {
      const all = up();
      all.socket.fail();
      return all;
    },
    () => {
      const all = up();
      all.socket.receive({ type: 'bye', code: 4012, reason: '', reconnect: true, retry_ms: 1, spread_ms: 1 });
      return all;
    },
  ]) {
    const { link, clock, page } = reach();
    link.dispose();
    assert.equal(clock.pending, 0);
    assert.equal(page.listeners, 0);
  }
});

test('a link to a server that says nothing by itself is up when it is open, and 1000 ends it', () => {
  const dialect = { ...lifelineDialect, ready: 'open', doneIsFinal: true, control: () => ({}) };
  const { link, WebSocket, clock } = linked({ dialect });
  link.connect();
  WebSocket.last.open();
  assert.equal(link.status.state, 'online');
  WebSocket.last.end(1000);
  clock.advance(60_000);
  assert.equal(link.status.state, 'closed');
  assert.equal(WebSocket.all.length, 1);
});
