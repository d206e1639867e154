import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Drafts, forgetDrafts } from '../../../static/chat/page/drafts.js';

/** localStorage, shared by all tabs. */
class FakeStorage {
  #items = new Map();
  full = false;

  get length() {
    return this.#items.size;
  }

  key = (index) => [...this.#items.keys()][index] ?? null;
  getItem = (key) => this.#items.get(key) ?? null;
  removeItem = (key) => void this.#items.delete(key);

  setItem(key, text) {
    if (this.full) throw new DOMException('full', 'QuotaExceededError');
    this.#items.set(key, text);
  }
}

test('what was begun is there after a reload, by room', () => {
  const storage = new FakeStorage();
  const drafts = new Drafts('ann', storage);
  drafts.keep('a', 'begun');
  drafts.keep('b', 'too');
  const after = new Drafts('ann', storage);
  assert.deepEqual(['a', 'b', 'c'].map((room) => after.of(room)), ['begun', 'too', '']);
});

test('what was sent or deleted is begun no more', () => {
  const storage = new FakeStorage();
  const drafts = new Drafts('ann', storage);
  drafts.keep('a', 'sent');
  drafts.take('a', 'sent');
  drafts.keep('b', 'deleted');
  drafts.keep('b', '');
  assert.equal(storage.length, 0);
});

test('nobody finds what somebody else began', () => {
  const storage = new FakeStorage();
  storage.setItem('theme', 'dark');
  new Drafts('ann', storage).keep('a', 'Ann’s');
  assert.equal(new Drafts('bo', storage).of('a'), '');
  assert.equal(new Drafts('ann', storage).of('a'), '');
  assert.equal(storage.getItem('theme'), 'dark');
});

test('at log-out all drafts go', (t) => {
  globalThis.localStorage = new FakeStorage();
  t.after(() => delete globalThis.localStorage);
  new Drafts('ann').keep('a', 'begun');
  forgetDrafts();
  assert.equal(globalThis.localStorage.length, 0);
});

test('two tabs with one room have a text each, and none takes the other’s away', () => {
  const storage = new FakeStorage();
  const one = new Drafts('ann', storage);
  const two = new Drafts('ann', storage);
  assert.equal(two.of('a'), '');
  one.keep('a', 'of one');
  assert.equal(two.of('a'), '');
  two.keep('a', '');
  assert.equal(new Drafts('ann', storage).of('a'), 'of one');
});

test('leaving a room brings no draft back that another tab has sent meanwhile', () => {
  const storage = new FakeStorage();
  new Drafts('ann', storage).keep('a', 'sent');
  const [one, two] = [new Drafts('ann', storage), new Drafts('ann', storage)];
  assert.deepEqual([one.of('a'), two.of('a')], ['sent', 'sent']);
  two.take('a', 'sent');
  one.keep('a', one.of('a'));
  assert.equal(storage.length, 0);
});

test('without space or storage a draft lasts as long as the page', () => {
  const storage = new FakeStorage();
  storage.full = true;
  for (const drafts of [new Drafts('ann', storage), new Drafts('ann', null)]) {
    drafts.keep('a', 'begun');
    assert.equal(drafts.of('a'), 'begun');
  }
});
