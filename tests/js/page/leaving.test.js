import 'fake-indexeddb/auto';
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { EntryStore } from '../../../static/chat/entry-store.js';
import { fakeDom } from '../support/dom.js';
import { until } from '../support/wait.js';

const { byId } = fakeDom();
const warning = byId('unsent');
warning.hidden = true;
warning.dataset.person = '3';

// The page's own channel is open as long as the page is: here it must not keep the process.
globalThis.BroadcastChannel = class extends BroadcastChannel {
  constructor(name) {
    super(name);
    this.unref();
  }
};
const tab = new EntryStore();
const entry = (id, person) => ({ id, person, room: '7', slug: 'tea', name: 'Tea', body: 'hi', at: 1, state: 'queued' });

after(() => tab.close());

test('who is about to leave is told what of theirs is not sent yet, and when it is', async () => {
  await tab.put(entry('a', '3'));
  await tab.put(entry('b', '3'));
  await tab.put(entry('c', 'somebody else'));
  await import('../../../static/chat/page/leaving.js');
  await until(() => !warning.hidden);
  assert.match(warning.textContent, /2 messages are not sent yet.*stay in this browser.*whoever uses it next can read them/);

  await tab.remove('a');
  await until(() => warning.textContent.startsWith('1 message is'));
  assert.match(warning.textContent, /It stays in this browser.*whoever uses it next can read it/);
  await tab.remove('b');
  await until(() => warning.hidden);
});

test('where the browser does not say what waits, neither does the page, and it says so', async (t) => {
  const broken = t.mock.method(IDBObjectStore.prototype, 'index', () => {
    throw new DOMException('broken profile', 'UnknownError');
  });
  await tab.put(entry('d', '3'));
  await until(() => !warning.hidden);
  assert.match(warning.textContent, /does not say whether messages wait/);
  broken.mock.restore();
  await tab.remove('d');
  await until(() => warning.hidden);
});
