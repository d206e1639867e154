import 'fake-indexeddb/auto';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EntryStore } from '../../../static/chat/entry-store.js';
import { fakeDom } from '../support/dom.js';
import { settle, until } from '../support/wait.js';

const { byId } = fakeDom();
const { LeftBehind } = await import('../../../static/chat/page/left-behind.js');

const box = byId('left-behind');
const list = byId('left-behind-list');
list.replaceChildren = (...items) => (list.items = items);
const whose = () => list.items.map((item) => item.querySelector('.left-behind-whose').textContent);
const texts = () => list.items.map((item) => item.querySelector('.left-behind-text').textContent);
const entry = (id, person, author) => ({ id, person, author, tab: 't', room: '7', slug: 'tea', name: 'Tea', body: `text ${id}`, at: 1, state: 'queued' });

test('what others left in this browser is shown with their name, and goes when discarded or sent', async (t) => {
  const [store, tab] = [new EntryStore(), new EntryStore()];
  t.after(() => [store, tab].forEach((each) => each.close()));
  await tab.put(entry('a', 'ann', 'Ann'));
  await tab.put(entry('b', 'bo', 'Bo'));
  await tab.put(entry('c', 'ann', 'Ann'));
  new LeftBehind(store, 'bo');
  await until(() => list.items?.length === 2);
  assert.deepEqual(texts(), ['text a', 'text c']);
  assert.equal(box.hidden, false);
  assert.match(byId('left-behind-count').textContent, /^2 unsent messages of others/);
  assert.match(list.items[0].querySelector('.left-behind-whose').textContent, /Written as Ann in Tea. Only Ann can send it, by logging in here; if that account is deleted/);

  const drawn = list.items;
  await tab.put(entry('d', 'bo', 'Bo'));
  await settle();
  assert.equal(list.items, drawn, 'what another tab wrote of one\'s own draws nothing anew: the focus may be in there');

  list.items[0].querySelector('button').dispatchEvent(new Event('click'));
  await until(() => list.items.length === 1);
  assert.deepEqual(texts(), ['text c']);
  await tab.remove('c');
  await until(() => box.hidden);
  assert.deepEqual((await store.all('bo')).map(({ id }) => id), ['b', 'd']);

  store.away();
  await tab.put(entry('e', 'ann', 'Ann'));
  store.back();
  await until(() => !box.hidden, 'a page that was away shows what came meanwhile');
});

/** A page of Bo in a browser of its own, and what Ann left there. */
async function left(t, name, ...entries) {
  const store = new EntryStore({ name });
  t.after(() => store.close());
  for (const each of entries) await store.put(each);
  list.items = [];
  new LeftBehind(store, 'bo');
  await until(() => list.items.length === entries.length);
}

test('what a guest left nobody is told to wait for', async (t) => {
  await left(t, 'guests', { ...entry('a', 'ann', 'Ann'), guest: true });
  assert.match(whose()[0], /^Written as Ann in Tea, as a guest.*cannot come back.*unless Ann has made an account/);
});

test('after a discard the focus goes to what is left, after the last to the field, where that opens no keyboard', async (t) => {
  const focused = [];
  byId('left-behind-count').focus = () => focused.push('count');
  byId('composer-text').focus = () => focused.push('field');
  let finger = false;
  t.mock.method(globalThis, 'matchMedia', () => ({ matches: !finger }));
  const discard = async (count) => {
    list.items[0].querySelector('button').dispatchEvent(new Event('click'));
    await until(() => list.items.length === count);
    await settle();
  };
  await left(t, 'focus', entry('a', 'ann', 'Ann'), entry('b', 'ann', 'Ann'));
  await discard(1);
  assert.deepEqual(focused, ['count']);
  await discard(0);
  assert.deepEqual(focused, ['count', 'field']);
  finger = true;
  await left(t, 'finger', entry('a', 'ann', 'Ann'));
  await discard(0);
  assert.deepEqual(focused, ['count', 'field']);
});

test('what cannot be discarded stays, and so does the focus', async (t) => {
  let focused = 0;
  byId('left-behind-count').focus = () => (focused += 1);
  await left(t, 'stuck', entry('a', 'ann', 'Ann'));
  t.mock.method(EntryStore.prototype, 'remove', () => Promise.reject(new DOMException('broken', 'UnknownError')));
  const told = [];
  byId('notices').append = (notice) => told.push(notice.querySelector('.notice-text').textContent);
  list.items[0].querySelector('button').dispatchEvent(new Event('click'));
  await until(() => told.length === 1);
  await settle();
  assert.deepEqual([focused, texts()], [0, ['text a']]);
});
