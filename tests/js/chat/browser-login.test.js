import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chat } from '../support/chat.js';
import { until } from '../support/wait.js';

const LOGGED_OUT = { type: 'bye', code: 4401, reason: 'You were logged out.', reconnect: false, retry_ms: 0, spread_ms: 0 };

/** The login has ended: the server says so and closes. */
async function logOut(server, client) {
  server.last.socket.receive(LOGGED_OUT);
  server.last.socket.end(4401);
  await until(() => client.connection.state === 'refused');
}

test('a page that needs a log-in goes on at once when its person logs in in another tab', async (t) => {
  const { online, server } = chat(t);
  const ann = await online();
  await logOut(server, ann);
  assert.equal(ann.connection.loginNeeded, true);
  ann.browserIs('me');
  await until(() => ann.connection.state === 'online');
});

test('where somebody else logs in the page says so, and goes on when its own person is back', async (t) => {
  const { online, server } = chat(t);
  const ann = await online();
  await logOut(server, ann);
  const before = server.connections.length;
  ann.browserIs('bo');
  assert.deepEqual(ann.connection, { state: 'refused', cause: 'person', loginNeeded: true, wakes: ['reconnect', 'login'] });
  assert.equal(server.connections.length, before);
  ann.browserIs('me');
  await until(() => ann.connection.state === 'online');
});

test('a log-out in another tab is shown at once though the server is away, and tries go on', async (t) => {
  const { online, server, clock } = chat(t);
  const ann = await online();
  server.reachable = false;
  server.last.socket.fail();
  assert.equal(ann.connection.state, 'waiting');
  const told = [];
  ann.on('connection', (connection) => told.push(connection));
  ann.browserIs(null);
  assert.deepEqual(told, [{ state: 'refused', loginNeeded: true, wakes: ['reconnect', 'login'] }]);
  clock.advance(60_000);
  assert.equal(ann.connection.loginNeeded, true);
  // What the tab said may have been old news: the server knows.
  server.reachable = true;
  ann.reconnect();
  assert.equal(ann.connection.state, 'connecting');
  await until(() => ann.connection.state === 'online');
});

test('what another tab says is not believed against a server that has welcomed us', async (t) => {
  const { online, server } = chat(t);
  const ann = await online();
  const { length } = server.connections;
  for (const whose of [null, 'bo', 'me']) {
    ann.browserIs(whose);
    assert.equal(ann.connection.state, 'online');
  }
  assert.equal(server.connections.length, length);
});
