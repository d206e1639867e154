import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Link } from '../../../static/lifeline/link.js';
import { busyHosts } from '../../../static/lifeline/turnstile.js';
import { FakeClock } from '../support/clock.js';
import { welcome } from '../support/links.js';
import { fakeWebSocket } from '../support/socket.js';

/** Links of one page, each with sockets of its own. */
function several(t, ...urls) {
  const clock = new FakeClock();
  const links = urls.map((url) => {
    const WebSocket = fakeWebSocket();
    return { WebSocket, link: new Link({ url, clock, page: null, random: () => 0.5, WebSocket }) };
  });
  t.after(() => {
    for (const { link } of links) link.dispose();
    assert.equal(busyHosts(), 0);
    assert.equal(clock.pending, 0);
  });
  return { clock, links };
}

const dials = (links) => links.map(({ WebSocket }) => WebSocket.all.length);

test('links to one host dial one after the other; when one is open it is the next one’s turn', (t) => {
  const { links } = several(t, 'ws://one/a', 'ws://one/b', 'ws://one/c');
  for (const { link } of links) link.connect();
  assert.deepEqual(dials(links), [1, 0, 0]);
  links[0].WebSocket.last.open();
  assert.deepEqual(dials(links), [1, 1, 0]);
  welcome(links[1].WebSocket.last);
  assert.deepEqual(dials(links), [1, 1, 1]);
});

test('links to different hosts do not wait for each other', (t) => {
  const { links } = several(t, 'ws://one/', 'ws://two/', 'ws://one:8000/');
  for (const { link } of links) link.connect();
  assert.deepEqual(dials(links), [1, 1, 1]);
});

test('a failed try gives its turn back, and so does a hung one at its end', (t) => {
  const { clock, links } = several(t, 'ws://one/a', 'ws://one/b', 'ws://one/c');
  for (const { link } of links) link.connect();
  links[0].WebSocket.last.fail();
  assert.deepEqual(dials(links), [1, 1, 0]);
  clock.advance(14_999);
  assert.deepEqual(dials(links), [1, 1, 0]);
  clock.advance(1);
  assert.equal(links[2].WebSocket.all.length, 1);
});

test('the time-out of a try begins with its turn', (t) => {
  const { clock, links } = several(t, 'ws://one/a', 'ws://one/b');
  const endings = [];
  links[1].link.on('close', (ending) => endings.push(ending));
  for (const { link } of links) link.connect();
  clock.advance(10_000);
  links[0].WebSocket.last.open();
  clock.advance(14_999);
  assert.deepEqual(endings, []);
  clock.advance(1);
  assert.equal(endings[0].cause, 'timeout');
});

test('a link that is closed or disposed while it waits has no turn any more', (t) => {
  const { links } = several(t, 'ws://one/a', 'ws://one/b', 'ws://one/c');
  for (const { link } of links) link.connect();
  links[1].link.dispose();
  links[0].link.dispose();
  assert.deepEqual(dials(links), [1, 0, 1]);
});

test('who clicks does not wait; the others wait for it', (t) => {
  const { links } = several(t, 'ws://one/a', 'ws://one/b', 'ws://one/c');
  for (const { link } of links) link.connect();
  links[1].link.reconnect();
  assert.deepEqual(dials(links), [1, 1, 0]);
  links[0].WebSocket.last.open();
  assert.deepEqual(dials(links), [1, 1, 0]);
  links[1].WebSocket.last.open();
  assert.deepEqual(dials(links), [1, 1, 1]);
});

test('a link whose socket cannot be made closes, and does not stop the row', (t) => {
  const reported = [];
  const before = globalThis.reportError;
  globalThis.reportError = (error) => reported.push(error.message);
  t.after(() => (globalThis.reportError = before));
  const { clock, links } = several(t, 'ws://one/a', 'ws://one/c');
  class Picky {
    constructor() {
      throw new SyntaxError('bad address');
    }
  }
  const picky = new Link({ url: 'ws://one/b', clock, page: null, WebSocket: Picky });
  links[0].link.connect();
  picky.connect();
  links[1].link.connect();
  links[0].WebSocket.last.open();
  assert.equal(picky.status.state, 'closed');
  const alone = new Link({ url: 'ws://alone/', clock, page: null, WebSocket: Picky });
  assert.throws(() => alone.connect(), SyntaxError);
  assert.equal(busyHosts(), 1);
  assert.deepEqual(reported, ['bad address']);
  assert.deepEqual(dials(links), [1, 1]);
});
