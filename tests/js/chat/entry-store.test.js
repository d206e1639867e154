import 'fake-indexeddb/auto';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EntryStore } from '../../../static/chat/entry-store.js';
import { FakeClock } from '../support/clock.js';
import { settle, until } from '../support/wait.js';

let databases = 0;

function stored(t, name = `store-${(databases += 1)}`, indexedDB = globalThis.indexedDB) {
  const store = new EntryStore({ name, indexedDB });
  t.after(() => store.close());
  return { store, name };
}

const entry = (id, fields = {}) => ({ id, person: 'me', author: 'Ann', tab: 't', room: 'r', slug: 's', name: 'n', body: id, at: 1, state: 'queued', ...fields });
const ids = (entries) => entries.map(({ id }) => id);

test('entries come back in the order of typing, whatever the clock said', async (t) => {
  const { store } = stored(t);
  await store.put(entry('b', { at: 2 }));
  await store.put(entry('a', { at: 1 }));
  assert.deepEqual(ids(await store.all('me')), ['b', 'a']);
});

test('entries belong to a person', async (t) => {
  const { store } = stored(t);
  await store.put(entry('mine'));
  await store.put(entry('theirs', { person: 'you' }));
  assert.deepEqual(ids(await store.all('me')), ['mine']);
  assert.deepEqual(ids(await store.all('you')), ['theirs']);
});

test('what others left is told apart from one’s own', async (t) => {
  const { store } = stored(t);
  for (const person of ['you', 'me', 'they']) await store.put(entry(person, { person }));
  assert.deepEqual(ids(await store.others('me')), ['you', 'they']);
});

test('a tab inherits from one other tab, of one person, and the order of typing stays', async (t) => {
  const { store } = stored(t);
  await store.put(entry('a'));
  await store.put(entry('b', { tab: 'u' }));
  await store.put(entry('c', { person: 'you' }));
  await store.put(entry('d'));
  await store.inherit('me', 't', 'v');
  const tabs = (entries) => entries.map(({ id, tab }) => [id, tab]);
  assert.deepEqual(tabs(await store.all('me')), [['a', 'v'], ['b', 'u'], ['d', 'v']]);
  assert.deepEqual(tabs(await store.all('you')), [['c', 't']]);
});

test('a page that goes away while it writes has others look, and they see what it wrote', async (t) => {
  const { store, name } = stored(t);
  const other = stored(t, name).store;
  await other.all('me');
  await store.put(entry('a'));
  const seen = [];
  other.onChange(async () => seen.push((await other.all('me')).length));
  await settle();
  seen.length = 0;
  const writing = store.put(entry('b'));
  await new Promise(setImmediate);
  store.away();
  await writing;
  await until(() => seen.length === 1, 'looked');
  assert.deepEqual(seen, [2]);
});

test('a page that is away hears nothing, looks when it is back, and hears again', async (t) => {
  const { store, name } = stored(t);
  const other = stored(t, name).store;
  let told = 0;
  other.onChange(() => (told += 1));
  other.away();
  await store.put(entry('a'));
  await settle();
  assert.equal(told, 0);
  other.back();
  assert.equal(told, 1);
  await store.put(entry('b'));
  await until(() => told > 1, 'told');
  await settle();
  assert.equal(told, 2);
});

test('entries are there for the next page', async (t) => {
  const { store, name } = stored(t);
  await store.put(entry('a'));
  store.close();
  assert.deepEqual(ids(await stored(t, name).store.all('me')), ['a']);
});

test('a write asks for durability that survives a power cut, and is done when the transaction is', async (t) => {
  const asked = [];
  let completed = 0;
  const { store } = stored(t);
  await store.all('me');
  const before = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (name, mode, options) {
    const transaction = before.call(this, name, mode, options);
    asked.push([mode, options?.durability]);
    transaction.addEventListener('complete', () => (completed += 1));
    return transaction;
  };
  t.after(() => (IDBDatabase.prototype.transaction = before));
  await store.put(entry('a'));
  assert.deepEqual(asked, [['readwrite', 'strict']]);
  assert.equal(completed, 1);
});

test('a write that fails is rejected', async (t) => {
  const { store } = stored(t);
  await store.put(entry('a'));
  await assert.rejects(store.put(entry('a')), { name: /Error$/ });
  assert.deepEqual(ids(await store.all('me')), ['a']);
});

test('an update never brings back what is gone', async (t) => {
  const { store } = stored(t);
  const kept = await store.put(entry('a'));
  await store.remove('a');
  await store.update({ ...kept, state: 'refused' });
  assert.deepEqual(await store.all('me'), []);
});

test('a replacement goes to the end, and only one of two tabs gets to make it', async (t) => {
  const { store } = stored(t);
  for (const id of ['a', 'b']) await store.put(entry(id));
  const [first, second] = await Promise.all([store.replace('a', entry('c')), store.replace('a', entry('d'))]);
  assert.ok(first);
  assert.equal(second, null);
  assert.deepEqual(ids(await store.all('me')), ['b', 'c']);
});

test('other tabs are told of every change', async (t) => {
  const { store, name } = stored(t);
  const other = stored(t, name).store;
  let told = 0;
  other.onChange(() => (told += 1));
  await store.put(entry('a'));
  await until(() => told === 1, 'told');
  await store.remove('a');
  await until(() => told === 2, 'told again');
});

test('where opening failed it is tried again at the next use', async (t) => {
  const real = globalThis.indexedDB;
  let broken = true;
  const factory = {
    open: (...args) => {
      if (broken) throw new DOMException('broken profile', 'UnknownError');
      return real.open(...args);
    },
  };
  const { store } = stored(t, undefined, factory);
  await assert.rejects(store.put(entry('a')), { name: 'UnknownError' });
  broken = false;
  await store.put(entry('a'));
  assert.deepEqual(ids(await store.all('me')), ['a']);
});

test('a browser that does not answer is given up in time, asked anew at the next use, and its late answer closed', async (t) => {
  const clock = new FakeClock();
  const real = globalThis.indexedDB;
  const requests = [];
  const factory = { open: (...args) => (requests.length ? real.open(...args) : (requests.push({}), requests[0])) };
  const store = new EntryStore({ name: 'silent', indexedDB: factory, clock });
  t.after(() => store.close());
  const put = store.put(entry('a'));
  clock.advance(9_999);
  await settle();
  clock.advance(1);
  await assert.rejects(put, { name: 'TimeoutError' });
  await store.put(entry('b'));
  let closed = 0;
  requests[0].result = { close: () => (closed += 1) };
  requests[0].onsuccess();
  await until(() => closed === 1);
  assert.deepEqual(ids(await store.all('me')), ['b']);
  assert.equal(clock.pending, 0);
});

test('closed, it begins nothing new', async (t) => {
  const { store } = stored(t);
  store.close();
  await assert.rejects(store.all('me'), { name: 'InvalidStateError' });
});
