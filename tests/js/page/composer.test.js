import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { Emitter } from '../../../static/lifeline/emitter.js';
import { fakeDom } from '../support/dom.js';
import { settle } from '../support/wait.js';

const { byId } = fakeDom();
const screen = { matches: false };
globalThis.matchMedia = (query) => (query.includes('coarse') ? screen : { matches: false });
const { Composer } = await import('../../../static/chat/page/composer.js');

const field = byId('composer-text');
let posts = [];
let changed;
const current = {
  onChange: (fn) => (changed = fn),
  open: (id) => {
    current.room = { id };
    changed();
  },
};
/** Messages are stored when the test says so. */
const post = (_roomId, body) => new Promise((resolve) => posts.push({ body, stored: () => resolve() || settle() }));
let said = [];
const typing = { typed: (room) => said.push(room), stopped: () => said.push('stopped') };
const client = Object.assign(new Emitter(), { limits: { body_chars: 4_000 }, post, typing });
new Composer(client, current, () => {});
const press = (key) => field.dispatchEvent(Object.assign(new Event('keydown', { cancelable: true }), { key }));

beforeEach(() => {
  posts = [];
  for (const room of ['b', 'a']) {
    current.open(room);
    field.value = '';
  }
  said = [];
});

test('typing is said as one types, and that it ended when the field is empty, sent or left', async () => {
  for (const value of ['h', 'hi', ' ']) {
    field.value = value;
    field.dispatchEvent(new Event('input'));
  }
  assert.deepEqual(said, ['a', 'a', 'stopped']);
  field.value = 'hi';
  byId('composer').requestSubmit();
  field.dispatchEvent(new Event('blur'));
  current.open('b');
  assert.deepEqual(said.slice(3), ['stopped', 'stopped', 'stopped']);
  await posts[0].stored();
});

test('Enter sends, and on a touch screen begins a new line', async () => {
  field.value = 'hi';
  assert.equal(press('Enter'), false);
  await posts[0].stored();
  screen.matches = true;
  field.value = 'two';
  assert.equal(press('Enter'), true);
  screen.matches = false;
  assert.equal(posts.length, 1);
});

test('who is banned writes no more, who is only logged out does', () => {
  const form = byId('composer');
  client.emit('connection', { state: 'refused', code: 4403, loginNeeded: false });
  assert.equal(form.inert, true);
  client.emit('connection', { state: 'refused', code: 4401, loginNeeded: true });
  assert.equal(form.inert, false);
});

test('what is stored leaves the field, what was typed meanwhile stays', async () => {
  field.value = 'sent';
  byId('composer').requestSubmit();
  field.value = 'sent and more';
  await posts[0].stored();
  assert.equal(field.value, ' and more');
});

test('a draft typed after Enter survives a change of rooms while the message is stored', async () => {
  field.value = 'sent';
  byId('composer').requestSubmit();
  field.value = 'sent and more';
  current.open('b');
  await posts[0].stored();
  assert.equal(field.value, '');
  current.open('a');
  assert.equal(field.value, ' and more');
});

test('after a change of rooms nothing of a stored message is left', async () => {
  field.value = 'sent';
  byId('composer').requestSubmit();
  current.open('b');
  await posts[0].stored();
  current.open('a');
  assert.equal(field.value, '');
});

test('a draft that no longer begins with what was sent stays as it is', async () => {
  field.value = 'sent';
  byId('composer').requestSubmit();
  field.value = 'something else';
  current.open('b');
  await posts[0].stored();
  current.open('a');
  assert.equal(field.value, 'something else');
});
