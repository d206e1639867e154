import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LinkError } from '../../../static/lifeline/status.js';
import { WELCOME, linked, up, welcome } from '../support/links.js';
import { settle } from '../support/wait.js';

function dialled() {
  const all = linked();
  all.link.connect();
  return all;
}

/** A link that was up, and whose socket then came to an end. */
function ended(end) {
  const all = up();
  end(all.socket);
  return all;
}

test('connecting twice opens one socket', () => {
  const { link, WebSocket } = linked();
  assert.equal(link.connect(), link.connect());
  assert.equal(WebSocket.all.length, 1);
});

test('a browser without WebSocket is told apart', () => {
  const { link } = linked({ WebSocket: null });
  link.connect();
  assert.equal(link.status.state, 'unsupported');
});

test('an address that cannot be is the caller’s error, and leaves nothing running', () => {
  class Picky {
    constructor() {
      throw new SyntaxError('bad address');
    }
  }
  for (const options of [{ WebSocket: Picky }, { url: 'nonsense' }]) {
    const { link, clock, page } = linked(options);
    assert.throws(() => link.connect(), Error);
    assert.equal(link.status.state, 'closed');
    assert.equal(clock.pending, 0);
    assert.equal(page.listeners, 0);
  }
});

test('the address is asked for at every try', () => {
  let tries = 0;
  const { link, WebSocket, clock } = linked({ url: () => `ws://asked/?try=${(tries += 1)}` });
  link.connect();
  WebSocket.last.fail();
  clock.advance(1_000);
  assert.deepEqual(WebSocket.all.map(({ url }) => url), ['ws://asked/?try=1', 'ws://asked/?try=2']);
  link.dispose();
});

test('an address that fails at a later try closes the link, and says why', () => {
  let token = 'a';
  const { link, WebSocket, clock } = linked({
    url: () => {
      if (!token) throw new Error('no token');
      return 'ws://later/';
    },
  });
  link.connect();
  WebSocket.last.fail();
  token = '';
  assert.throws(() => clock.advance(1_000), /no token/);
  assert.equal(link.status.state, 'closed');
  assert.match(link.status.reason, /no token/);
  assert.equal(clock.pending, 0);
});

test('connect() resolves when the server has answered, not when the socket is open', async () => {
  const { link, WebSocket } = linked();
  let answered = false;
  const connected = link.connect().then(() => (answered = true));
  WebSocket.last.open();
  await settle();
  assert.equal(answered, false);
  WebSocket.last.receive(WELCOME);
  await connected;
  await link.connect();
});

test('connect() outlives failed tries', async () => {
  const { link, WebSocket, clock } = linked();
  const connected = link.connect();
  WebSocket.last.fail();
  clock.advance(1_000);
  welcome(WebSocket.last);
  await connected;
});

test('connect() rejects in a final state, with state, code and reason', async () => {
  const { link, WebSocket } = linked();
  const connected = link.connect();
  WebSocket.last.end(4404, 'nothing here');
  await assert.rejects(connected, (error) => {
    assert.ok(error instanceof LinkError);
    const { state, code, reason } = error;
    assert.deepEqual({ state, code, reason }, { state: 'refused', code: 4404, reason: 'nothing here' });
    return true;
  });
  const without = linked({ WebSocket: null });
  await assert.rejects(without.link.connect(), { name: 'LinkError', state: 'unsupported' });
});

test('connect() that nobody awaits is no unhandled rejection', async (t) => {
  const unhandled = [];
  const note = (error) => unhandled.push(error);
  process.on('unhandledRejection', note);
  t.after(() => process.off('unhandledRejection', note));
  const { link, WebSocket } = linked();
  link.connect();
  WebSocket.last.end(4404);
  await settle();
  assert.deepEqual(unhandled, []);
});

test('reconnect() dials at once in every state, and lets go of what was pending', () => {
  const reach = {
    idle: () => linked(),
    connecting: () => dialled(),
    opened: () => {
      const all = dialled();
      all.WebSocket.last.open();
      return all;
    },
    online: () => up(),
    waiting: () => ended((socket) => socket.fail()),
    'held back by the server': () => ended((socket) => socket.end(4013)),
    refused: () => ended((socket) => socket.end(4403)),
    closed: () => {
      const all = up();
      all.link.close();
      return all;
    },
  };
  for (const [state, arrive] of Object.entries(reach)) {
    const { link, WebSocket, page } = arrive();
    const before = WebSocket.all.length;
    link.reconnect();
    assert.equal(WebSocket.all.length, before + 1, state);
    assert.deepEqual(WebSocket.all.filter(({ readyState }) => readyState < 2), [WebSocket.last], state);
    assert.ok(page.listeners > 0, state);
    welcome(WebSocket.last);
    assert.equal(link.status.state, 'online', state);
    link.dispose();
  }
});

test('what reconnect() lets go of is told as closed by the page, once', () => {
  const { link, WebSocket, endings, socket } = up();
  link.reconnect();
  socket.end(1000);
  assert.deepEqual(endings.map(({ cause, code }) => ({ cause, code })), [{ cause: 'page', code: 1000 }]);
  assert.equal(link.status.state, 'connecting');
  assert.equal(WebSocket.all.length, 2);
});

test('a listener may end the link in the middle of any event, and nothing is left', () => {
  for (const event of ['state', 'open', 'frame', 'close', 'ping', 'rtt']) {
    for (const end of [(link) => link.dispose(), (link) => link.close(), (link) => link.reconnect()]) {
      const { link, WebSocket, clock, page } = linked();
      let ended = false;
      link.on(event, () => {
        if (!ended) {
          ended = true;
          end(link);
        }
      });
      link.connect();
      if (WebSocket.last.readyState === 0) welcome(WebSocket.last);
      link.probe();
      if (WebSocket.last.readyState === 1) WebSocket.last.receive({ type: 'pong', n: 1 });
      if (WebSocket.last.readyState < 2) WebSocket.last.fail();
      assert.ok(ended, event);
      assert.ok(WebSocket.all.filter(({ readyState }) => readyState < 2).length <= 1, event);
      link.dispose();
      assert.deepEqual(WebSocket.all.filter(({ readyState }) => readyState < 2), [], event);
      assert.equal(clock.pending, 0, event);
      assert.equal(page.listeners, 0, event);
    }
  }
});

test('the state a listener has left is not told after the one it made', () => {
  const { link, socket, states } = up();
  link.on('close', () => link.reconnect());
  socket.fail();
  assert.deepEqual(states, ['connecting', 'online', 'connecting']);
  link.dispose();
});

test('dispose() takes listeners and handlers with it', () => {
  const { link } = up();
  const heard = [];
  const abort = new AbortController();
  let held = 0;
  abort.signal.addEventListener = () => (held += 1);
  abort.signal.removeEventListener = () => (held -= 1);
  link.on('state', ({ state }) => heard.push(state), { signal: abort.signal });
  link.handle('a', () => heard.push('a'), { signal: abort.signal });
  link.dispose();
  assert.deepEqual(heard, ['closed']);
  assert.equal(held, 0);
  link.reconnect();
  link.close();
  assert.deepEqual(heard, ['closed']);
});
