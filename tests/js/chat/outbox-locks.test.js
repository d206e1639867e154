import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { EntryStore } from '../../../static/chat/entry-store.js';
import { chat } from '../support/chat.js';
import { FakeLocks } from '../support/locks.js';
import { settle, until } from '../support/wait.js';

const shown = (client) => client.rooms.get('r').entries.map(({ body, state }) => [body, state]);
const sentBy = (connection) => connection.frames.filter(({ type }) => type === 'post').map(({ body }) => body);
const silence = () => true;

/** A browser with Web Locks. Time stands still: whatever happens, happens at once. */
function browser(t) {
  const { online, ...rest } = chat(t);
  const locks = new FakeLocks();

  /** A tab that is up; `crash()` ends it without a word. */
  async function tab(options) {
    const view = locks.tab();
    const client = await online({ locks: view, ...options });
    const connection = rest.server.last;
    const crash = () => {
      client.dispose();
      view.end();
    };
    return { client, connection, crash };
  }
  return { ...rest, tab, locks };
}

test('what a tab that died has left, another sends at once, with the same id, and once', async (t) => {
  const { tab, server } = browser(t);
  const one = await tab();
  const [two, three] = [await tab(), await tab()];
  server.on.post = silence;
  const { id } = await one.client.post('r', 'hello');
  await until(() => shown(two.client).length === 1 && shown(three.client).length === 1);
  one.crash();
  await until(() => sentBy(two.connection).length + sentBy(three.connection).length > 0);
  await settle();
  const sent = [two, three].flatMap(({ connection }) => connection.frames.filter(({ type }) => type === 'post'));
  assert.deepEqual(sent.map((post) => post.id), [id]);
});

test('a tab that is away inherits nothing: one that can send does', async (t) => {
  const { tab, server } = browser(t);
  const one = await tab();
  const [two, three] = [await tab(), await tab()];
  server.on.post = silence;
  await one.client.post('r', 'hello');
  await until(() => shown(two.client).length === 1 && shown(three.client).length === 1);
  two.client.page.window.dispatchEvent(new Event('pagehide'));
  one.crash();
  await until(() => sentBy(three.connection).length === 1);
  assert.deepEqual(sentBy(two.connection), []);
});

test('as long as a tab lives, nobody else sends what is its, however long it takes', async (t) => {
  const { tab, server, clock } = browser(t);
  const one = await tab();
  const two = await tab();
  server.on.post = silence;
  await one.client.post('r', 'hello');
  const three = await tab();
  for (let seconds = 0; seconds < 120; seconds += 1) {
    clock.advance(1_000);
    await settle();
  }
  assert.deepEqual([sentBy(two.connection), sentBy(three.connection)], [[], []]);
  assert.ok(sentBy(one.connection).length > 1);
});

test('several messages a dead tab left go out in order, before what was typed here after them', async (t) => {
  const { tab, server, bodies } = browser(t);
  const one = await tab();
  const two = await tab();
  server.reachable = false;
  for (const { connection } of [one, two]) connection.socket.fail();
  for (const body of ['first', 'second']) await one.client.post('r', body);
  await until(() => shown(two.client).length === 2);
  await two.client.post('r', 'third');
  one.crash();
  await settle();
  server.reachable = true;
  two.client.reconnect();
  await until(() => bodies(two.client).length === 3);
  assert.deepEqual(bodies(two.client), ['first', 'second', 'third']);
  assert.deepEqual(server.posts.map(({ body }) => body), ['first', 'second', 'third']);
});

test('after a reload the new page sends what the old one left, at once', async (t) => {
  const { tab, server, bodies } = browser(t);
  const before = await tab();
  server.on.post = silence;
  const { id } = await before.client.post('r', 'hello');
  before.crash();
  server.on.post = null;
  const after = await tab();
  await until(() => server.posts.length === 1);
  await after.client.open('r');
  assert.deepEqual([server.posts[0].id, bodies(after.client)], [id, ['hello']]);
});

for (const [leaving, returning, where] of [['pagehide', 'pageshow', 'window'], ['freeze', 'resume', 'document']]) {
  test(`a tab holds nothing between ${leaving} and ${returning}: others send for it, and it takes note`, async (t) => {
    const { tab, server, locks, bodies } = browser(t);
    const one = await tab();
    const two = await tab();
    const target = one.client.page[where];
    server.on.post = silence;
    await one.client.post('r', 'hello');
    await until(() => shown(two.client).length === 1);
    server.on.post = null;
    assert.equal(locks.names.length, 2);
    target.dispatchEvent(new Event(leaving));
    await until(() => sentBy(two.connection).length === 1, 'the other sends it');
    assert.equal(locks.names.length, 1);
    server.on.post = silence;
    await two.client.post('r', 'meanwhile');
    target.dispatchEvent(new Event(returning));
    await until(() => shown(one.client).length > 0);
    await settle();
    assert.deepEqual([shown(one.client), sentBy(one.connection).length], [[['meanwhile', 'queued']], 1]);
    await one.client.post('r', 'and again');
    await until(() => shown(two.client).length === 2);
    assert.deepEqual([sentBy(one.connection).length, sentBy(two.connection).length], [2, 2]);
    assert.equal(locks.names.length, 2);
    assert.deepEqual(bodies(two.client), ['hello']);
  });
}

test('a tab the server will not have leaves what is its to one that has a link', async (t) => {
  const { tab, server, bodies } = browser(t);
  const one = await tab();
  const two = await tab();
  server.on.post = silence;
  await one.client.post('r', 'hello');
  await until(() => shown(two.client).length === 1);
  server.on.post = null;
  one.connection.socket.end(4400);
  await until(() => bodies(two.client).length === 1);
  assert.equal(server.posts.length, 1);
});

test('a page that is gone for good waits for nobody and holds nothing', async (t) => {
  const { tab, server, locks } = browser(t);
  const one = await tab();
  const two = await tab();
  server.on.post = silence;
  await one.client.post('r', 'hello');
  await until(() => shown(two.client).length === 1);
  two.client.dispose();
  one.client.dispose();
  await settle();
  assert.deepEqual(locks.names, []);
  assert.equal(one.client.page.listeners + two.client.page.listeners, 0);
});

test('locks that are refused hold nothing up', async (t) => {
  const { tab, server, bodies } = browser(t);
  const refused = { request: () => Promise.reject(new DOMException('not here', 'SecurityError')) };
  const one = await tab({ locks: refused });
  server.on.post = silence;
  await one.client.post('r', 'hello');
  one.crash();
  server.on.post = null;
  const two = await tab({ locks: refused });
  await until(() => server.posts.length === 1);
  await two.client.open('r');
  assert.deepEqual(bodies(two.client), ['hello']);
});

test('tabs whose locks are refused do not take an entry from each other without end', async (t) => {
  const { tab, server } = browser(t);
  const refused = { request: () => Promise.reject(new DOMException('not here', 'SecurityError')) };
  const tabs = [await tab({ locks: refused }), await tab({ locks: refused })];
  const inherit = mock.method(EntryStore.prototype, 'inherit');
  t.after(() => inherit.mock.restore());
  server.on.post = silence;
  await tabs[0].client.post('r', 'hello');
  for (let times = 0; times < 20; times += 1) await settle();
  assert.ok(inherit.mock.callCount() <= 2, `${inherit.mock.callCount()} times`);
});
