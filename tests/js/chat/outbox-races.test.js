import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Outbox } from '../../../static/chat/outbox.js';
import { DEFAULT_LIMITS } from '../../../static/chat/frames.js';
import { TabLocks } from '../../../static/chat/tab-locks.js';
import { FakeClock } from '../support/clock.js';
import { settle } from '../support/wait.js';

/** A store whose answers wait until they are let through: `release()` lets the oldest one go. */
class SlowStore {
  entries = [];
  waiting = [];
  slow = false;

  all = () => this.#answer([...this.entries]);

  put = (entry) => {
    this.entries.push({ ...entry, ordinal: this.entries.length + 1 });
    return this.#answer(this.entries.at(-1));
  };

  remove = (id) => {
    this.entries = this.entries.filter((entry) => entry.id !== id);
    return this.#answer(undefined);
  };

  onChange(listener) {
    this.change = listener;
  }

  release() {
    this.waiting.shift()();
  }

  #answer(value) {
    if (!this.slow) return Promise.resolve(value);
    return new Promise((resolve) => this.waiting.push(() => resolve(value)));
  }
}

const room = { id: 'r', slug: 's', name: 'n' };
const person = { id: 'me', name: 'Ann' };
/** Nothing here has locks: what a tab does is seen by what is in the store. */
const alone = () => ({ person, locks: new TabLocks(null), timeoutMs: () => 14_000, writable: () => true, changed: () => {}, failed: assert.fail });

async function outbox(t) {
  const store = new SlowStore();
  const clock = new FakeClock();
  const sent = [];
  const send = (frame) => sent.push(frame) > 0;
  const box = new Outbox({ ...alone(), store, clock, send });
  await box.load();
  t.after(() => box.linkDown());
  return { box, store, clock, sent, bodies: () => box.of('r').map(({ body }) => body) };
}

test('an entry whose writing is on its way is not taken for another tab’s', async (t) => {
  const { box, store, sent, bodies } = await outbox(t);
  box.linkUp(DEFAULT_LIMITS);
  await settle();
  store.slow = true;
  const writing = box.add(room, 'mine');
  store.change();
  await settle();
  const [write, read] = store.waiting.splice(0);
  read();
  await settle();
  write();
  await writing;
  assert.deepEqual(bodies(), ['mine']);
  assert.equal(sent.length, 1);
});

test('an entry that was answered while the store was being read does not come back', async (t) => {
  const { box, store, bodies } = await outbox(t);
  box.linkUp(DEFAULT_LIMITS);
  const { id } = await box.add(room, 'mine');
  store.slow = true;
  store.change();
  await settle();
  box.seen(id);
  store.release();
  await settle();
  assert.deepEqual(bodies(), []);
});

test('what is read at the start is ours, also where the link is up before it is read', async (t) => {
  const { store, clock } = await outbox(t);
  store.entries.push({ id: 'x', person: 'me', room: 'r', body: 'left', at: 1, state: 'queued', ordinal: 1 });
  const sent = [];
  store.slow = true;
  const box = new Outbox({ ...alone(), store, clock, send: (frame) => sent.push(frame) > 0 });
  const loading = box.load();
  box.linkUp(DEFAULT_LIMITS);
  store.slow = false;
  await settle();
  store.release();
  await loading;
  await settle();
  assert.deepEqual(sent.map(({ body }) => body), ['left']);
  box.linkDown();
});

test('a store that lost everything takes nothing from the tab it was typed in', async (t) => {
  const { box, store, sent, bodies } = await outbox(t);
  await box.add(room, 'mine');
  store.entries = [];
  store.change();
  await settle();
  assert.deepEqual(bodies(), ['mine']);
  box.linkUp(DEFAULT_LIMITS);
  assert.equal(sent.length, 1);
});

test('an entry another tab is done with goes from here, if it was typed there', async (t) => {
  const { store, box, bodies } = await outbox(t);
  store.entries.push({ id: 'x', person: 'me', room: 'r', body: 'theirs', at: 1, state: 'queued', ordinal: 1 });
  store.change();
  await settle();
  assert.deepEqual(bodies(), ['theirs']);
  store.entries = [];
  store.change();
  await settle();
  assert.deepEqual(bodies(), []);
  box.linkDown();
});

test('a store that could not be read at first is read again on the next occasion', async (t) => {
  const { store, clock } = await outbox(t);
  const all = store.all;
  store.all = () => Promise.reject(new Error('broken'));
  const box = new Outbox({ ...alone(), store, clock, send: () => true });
  await assert.rejects(box.load(), /broken/);
  store.all = all;
  store.entries.push({ id: 'x', person: 'me', room: 'r', body: 'left', at: 1, state: 'queued', ordinal: 1 });
  box.linkUp(DEFAULT_LIMITS);
  await settle();
  assert.deepEqual(box.of('r').map(({ body }) => body), ['left']);
  box.linkDown();
});

test('however much other tabs tell at once, the store is read once for it, after the reading that is under way', async (t) => {
  const { store, bodies } = await outbox(t);
  store.slow = true;
  for (let told = 0; told < 50; told += 1) store.change();
  await settle();
  for (let told = 0; told < 50; told += 1) store.change();
  store.entries.push({ id: 'a', person: 'me', tab: 'other', room: 'r', body: 'last', state: 'queued', ordinal: 1 });
  await settle();
  assert.equal(store.waiting.length, 1);
  store.release();
  await settle();
  assert.deepEqual([store.waiting.length, bodies()], [1, []]);
  store.release();
  await settle();
  assert.deepEqual([store.waiting.length, bodies()], [0, ['last']]);
});

test('what is committed stays so, also where the next server takes only less', async (t) => {
  const { box } = await outbox(t);
  box.linkUp(DEFAULT_LIMITS);
  const { id } = await box.add(room, 'committed');
  box.acked({ id, seq: 5 });
  box.linkDown();
  box.linkUp({ ...DEFAULT_LIMITS, frame_bytes: 10 });
  assert.deepEqual(box.of('r').map(({ state }) => state), ['acknowledged']);
});
