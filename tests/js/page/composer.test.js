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
const post = (_roomId, body) => new Promise((resolve, reject) => posts.push({ body, stored: () => resolve() || settle(), failed: (code) => reject({ code }) || settle() }));
let said = [];
const typing = { typed: (room) => said.push(room), stopped: () => said.push('stopped') };
const client = Object.assign(new Emitter(), { me: { id: 'me', name: 'Ann' }, limits: { body_chars: 4_000 }, post, typing });
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

/** Types on, as fast as fingers can. */
const type = (text) => {
  field.value += text;
  field.dispatchEvent(new Event('input'));
};

test('each Enter is a message of its own, in order, however slowly they are stored', async () => {
  for (const text of ['one', 'two', 'three', 'four']) {
    type(text);
    press('Enter');
  }
  type(' and a draft');
  for (let stored = 0; stored < 4; stored += 1) await posts[stored].stored();
  assert.deepEqual(posts.map(({ body }) => body), ['one', 'two', 'three', 'four']);
  assert.equal(field.value, ' and a draft');
});

test('Enter pressed again while its message is being stored sends nothing twice', async () => {
  type('one');
  press('Enter');
  press('Enter');
  await posts[0].stored();
  press('Enter');
  assert.equal(posts.length, 1);
});

test('what is entered in another room meanwhile waits its turn and goes to that room', async () => {
  type('here');
  press('Enter');
  current.open('b');
  type('there');
  press('Enter');
  assert.equal(posts.length, 1);
  await posts[0].stored();
  await posts[1].stored();
  assert.deepEqual([posts[1].body, field.value], ['there', '']);
});

test('what was refused in one room holds up nothing that was entered in another', async () => {
  byId('notices').append = () => {};
  type('one');
  press('Enter');
  type('two');
  press('Enter');
  current.open('b');
  type('there');
  press('Enter');
  await posts[0].failed('full');
  await posts[1].stored();
  assert.deepEqual([posts.map(({ body }) => body), field.value], [['one', 'there'], '']);
  current.open('a');
  assert.equal(field.value, 'onetwo');
});

test('who is out of the room by now is told so, and the storage is not blamed', async () => {
  const told = [];
  byId('notices').append = (notice) => told.push(notice.querySelector('.notice-text').textContent);
  type('late');
  press('Enter');
  await posts[0].failed('not-found');
  assert.match(told[0], /no longer in that room/);
});

test('what was refused stays in the field with all that was entered after it, and the person is told why', async () => {
  const notices = byId('notices');
  const told = [];
  notices.append = (notice) => told.push(notice.querySelector('.notice-text').textContent);
  for (const text of ['one', 'two']) {
    type(text);
    press('Enter');
  }
  await posts[0].failed('full');
  assert.deepEqual([field.value, posts.length, told.length], ['onetwo', 1, 1]);
  assert.match(told[0], /Too many messages wait/);
  press('Enter');
  assert.equal(posts[1].body, 'onetwo');
  await posts[1].stored();
});
