import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { Emitter } from '../../../static/lifeline/emitter.js';
import { fakeDom } from '../support/dom.js';
import { settle } from '../support/wait.js';

const dom = fakeDom();
const { MessageList } = await import('../../../static/chat/page/message-list.js');

const by = { id: 'bo', name: 'Bo' };
const post = (seq) => ({ seq, id: `p${seq}`, by, at: 1_780_000_000_000, body: `m${seq}`, html: `m${seq}` });
const read = [];
let older = 0;
let rooms = 0;
let changed;
const client = Object.assign(new Emitter(), {
  me: { id: 'me', name: 'Ann' },
  connection: { state: 'online' },
  open: async () => true,
  older: async () => (older += 1),
  markRead: (_room, seq) => read.push(seq),
});
const current = { onChange: (fn) => (changed = fn) };
new MessageList(client, current);
const bodies = () => dom.byId('message-list').childNodes.filter(({ dataset }) => dataset.id).map(({ dataset }) => dataset.id);

/** Another room is open, and drawn. */
beforeEach(async () => {
  current.room = { id: `r${(rooms += 1)}`, messages: [], entries: [], read: 0, unread: 0, older: false };
  changed();
  await settle();
  dom.frame();
  read.length = 0;
  older = 0;
});

function say(...seqs) {
  for (const seq of seqs) {
    current.room.messages = [...current.room.messages, post(seq)];
    current.room.unread += 1;
    client.emit('room', { room: current.room });
  }
}

test('a burst of messages is drawn once, before the next paint', () => {
  say(1, 2, 3);
  assert.deepEqual([bodies(), dom.frames()], [[], 1]);
  dom.frame();
  assert.deepEqual([bodies(), dom.frames()], [['p1', 'p2', 'p3'], 0]);
});

test('what is not drawn is not read', () => {
  say(1);
  dom.frame();
  say(2);
  dom.byId('messages').dispatchEvent(new Event('scroll'));
  document.dispatchEvent(new Event('visibilitychange'));
  assert.deepEqual(read, [1]);
  dom.frame();
  assert.deepEqual(read, [1, 2]);
});

test('what one wrote oneself is read too', () => {
  current.room.messages = [{ ...post(1), by: client.me }];
  client.emit('room', { room: current.room });
  dom.frame();
  assert.deepEqual(read, [1]);
});

test('a list about to be drawn fetches no page because it looks short', () => {
  current.room.older = true;
  dom.byId('messages').clientHeight = 100;
  say(1);
  dom.byId('messages').dispatchEvent(new Event('scroll'));
  assert.equal(older, 0);
  dom.frame();
  assert.equal(older, 1);
});
