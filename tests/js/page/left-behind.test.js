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
  assert.match(list.items[0].querySelector('.left-behind-whose').textContent, /Written as Ann in Tea. Only Ann can send it/);

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
