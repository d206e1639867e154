import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { fakeDom } from '../support/dom.js';
import { settle } from '../support/wait.js';

const { byId } = fakeDom();
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
new Composer({ limits: { body_chars: 4_000 }, post }, current, () => {});

beforeEach(() => {
  posts = [];
  for (const room of ['b', 'a']) {
    current.open(room);
    field.value = '';
  }
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
