// C1–C7, C10 and C11 of docs/pitfalls.md: what becomes of a link.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Link } from '../../../static/lifeline/link.js';
import { FakeClock } from '../support/clock.js';
import { FakePage } from '../support/page.js';
import { fakeWebSocket } from '../support/socket.js';

const WELCOME = { type: 'welcome', heartbeat: { interval_ms: 10_000, timeout_ms: 4_000 } };
/** nginx's proxy_read_timeout and proxy_send_timeout, unless somebody sets them. */
const PROXY_TIMEOUT_MS = 60_000;

/** A link that was welcomed; `socket()` is the newest one. */
function up(t, options = {}) {
  const clock = options.clock ?? new FakeClock();
  const WebSocket = fakeWebSocket();
  const page = new FakePage();
  const link = new Link({ url: `ws://${t.name.replace(/\W+/g, '-')}/`, clock, page, random: () => 0.5, WebSocket, ...options });
  t.after(() => link.dispose());
  const socket = () => WebSocket.last;
  const endings = [];
  link.on('close', ({ cause }) => endings.push(cause));
  const welcome = () => {
    socket().open();
    socket().receive(WELCOME);
  };
  link.connect();
  welcome();
  return { clock, WebSocket, page, link, socket, endings, welcome };
}

/** Answers pings, as every server here does that lives. */
function answering(socket) {
  socket.onsend = (text) => {
    const { type, n } = JSON.parse(text);
    if (type === 'ping') socket.receive({ type: 'pong', n });
  };
}

test('C1: heartbeats keep an idle connection up behind a proxy that cuts after 60 s', (t) => {
  const { clock, link, socket, endings } = up(t);
  const proxied = socket();
  let passedAt = clock.now();
  answering(proxied);
  const answer = proxied.onsend;
  proxied.onsend = (text) => {
    passedAt = clock.now();
    answer(text);
  };
  for (let second = 0; second < 600; second += 1) {
    clock.advance(1_000);
    if (clock.now() - passedAt >= PROXY_TIMEOUT_MS) proxied.fail();
  }
  assert.equal(link.status.state, 'online');
  assert.deepEqual(endings, []);
});

test('C2: a half-open connection is noticed within the dead-line, though nobody gets a close event', (t) => {
  const { clock, WebSocket, endings } = up(t);
  clock.advance(14_000);
  assert.deepEqual(endings, ['heartbeat']);
  clock.advance(3_000);
  assert.equal(WebSocket.all.length, 2);
});

test('C3: an error followed by a close starts one reconnect, and one connection lives', (t) => {
  const { clock, WebSocket, socket, endings, welcome } = up(t);
  socket().fail();
  assert.deepEqual(endings, ['network']);
  clock.advance(3_000);
  welcome();
  answering(socket());
  clock.advance(60_000);
  assert.equal(WebSocket.all.length, 2);
  assert.equal(WebSocket.all.filter(({ readyState }) => readyState <= 1).length, 1);
});

test('C4: a close by the page never reconnects', (t) => {
  const { clock, WebSocket, link, socket } = up(t);
  link.close('log-out');
  assert.deepEqual(socket().closes, [[1000, 'log-out']]);
  socket().onclose?.({ code: 1000, reason: '', wasClean: true });
  clock.advance(3_600_000);
  assert.equal(link.status.state, 'closed');
  assert.equal(WebSocket.all.length, 1);
});

test('C5: a server that is down is not stormed: tries spread over growing windows', (t) => {
  const clock = new FakeClock();
  const tries = [];
  for (let client = 0; client < 100; client += 1) {
    // A host each: links of one page would wait for each other.
    const { WebSocket, socket } = up(t, { clock, url: `ws://c5-${client}/`, random: () => (client + 0.5) / 100 });
    WebSocket.dialled = (dialled) => {
      tries.push(clock.now());
      // Refused at once, as by a host without a server.
      clock.setTimeout(() => dialled.fail(), 1);
    };
    clock.setTimeout(() => socket().fail(), 0);
  }
  const start = clock.now();
  clock.advance(60_000);
  const within = (fromMs, toMs) => tries.filter((at) => at - start >= fromMs && at - start < toMs).length;
  const busiest = Math.max(...Array.from({ length: 600 }, (_, tenth) => within(tenth * 100, tenth * 100 + 100)));
  // First tries spread over three seconds are 3 in 100 ms; second and third ones come on top.
  assert.ok(busiest <= 15, `${busiest} tries within 100 ms`);
  assert.ok(within(50_000, 60_000) < within(0, 10_000) / 2);
});

test('C6: a listener hears the new socket as it heard the old one', (t) => {
  const { clock, link, socket, welcome } = up(t);
  const heard = [];
  link.on('frame', ({ frame }) => frame.type === 'notice' && heard.push(frame.text));
  socket().receive({ type: 'notice', text: 'before' });
  socket().fail();
  clock.advance(3_000);
  welcome();
  socket().receive({ type: 'notice', text: 'after' });
  assert.deepEqual(heard, ['before', 'after']);
});

test('C7: nobody waits for the close event of a dead link', (t) => {
  const { clock, WebSocket, endings, welcome, link } = up(t);
  const [dead] = WebSocket.all;
  clock.advance(14_000);
  // Chromium keeps such a socket CLOSING for a minute.
  assert.equal(dead.readyState, 2);
  assert.deepEqual(endings, ['heartbeat']);
  clock.advance(3_000);
  welcome();
  assert.equal(link.status.state, 'online');
});

test('C10: a timer that the browser held up asks before it judges', (t) => {
  const { clock, socket, link, endings, page } = up(t);
  page.show('hidden');
  answering(socket());
  const answer = socket().onsend;
  const held = [];
  // Answers wait in the queue behind the timer that comes late.
  socket().onsend = (text) => held.push(text);
  // The first question is asked halfway through the interval, here.
  clock.advance(5_000);
  clock.sleep(50_000);
  held.forEach(answer);
  clock.advance(3_000);
  assert.equal(link.status.state, 'online');
  assert.deepEqual(endings, []);
});

test('C11: what one socket receives, the listeners of another do not hear', (t) => {
  const one = up(t);
  const other = up(t, { url: 'ws://other/' });
  const heard = { one: [], other: [] };
  one.link.handle('notice', ({ text }) => heard.one.push(text));
  other.link.handle('notice', ({ text }) => heard.other.push(text));
  one.socket().receive({ type: 'notice', text: 'for one' });
  other.socket().receive({ type: 'notice', text: 'for the other' });
  assert.deepEqual(heard, { one: ['for one'], other: ['for the other'] });
});
