import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applied, messageOf } from '../../../static/chat/messages.js';

const bo = { id: 'bo', name: 'Bo' };
const cy = { id: 'cy', name: 'Cy' };
const post = { seq: 4, kind: 'post', id: 'p', by: bo, at: 10, body: 'hi', html: '<p>hi</p>' };
const of = { seq: 4, id: 'p' };
const event = (kind, fields) => ({ seq: 9, kind, id: 'e', by: cy, at: 20, of, ...fields });
const message = messageOf(post);

test('a message is its post’s fields, optional ones only where they are', () => {
  assert.deepEqual(message, { seq: 4, id: 'p', by: bo, at: 10, body: 'hi', html: '<p>hi</p>' });
  const full = messageOf({ ...post, reply_to: { seq: 1, id: 'a' }, files: [1] });
  assert.deepEqual([full.reply_to, full.files], [{ seq: 1, id: 'a' }, [1]]);
});

test('an erased post is a message without text', () => {
  const { body: _b, html: _h, ...bare } = post;
  assert.deepEqual(messageOf({ ...bare, erased: true }), { seq: 4, id: 'p', by: bo, at: 10, erased: true });
});

test('an edit changes text and time, and not the message it was', () => {
  const after = applied(message, event('edit', { body: 'ho', html: '<p>ho</p>' }));
  assert.deepEqual(after, { ...message, body: 'ho', html: '<p>ho</p>', edited: 20 });
  assert.equal(message.body, 'hi');
});

test('an edit whose text is erased changes nothing; nor does any edit of what is erased', () => {
  assert.equal(applied(message, event('edit', { erased: true })), message);
  const gone = applied(message, event('delete'));
  assert.equal(applied(gone, event('edit', { body: 'back', html: 'back' })), gone);
});

test('a deletion leaves no text', () => {
  const after = applied({ ...message, files: [1] }, event('delete'));
  assert.deepEqual(after, { seq: 4, id: 'p', by: bo, at: 10, erased: true });
});

test('who deletes the account leaves neither text nor name, and others’ messages alone', () => {
  const { of: _, ...gone } = event('erased', { who: { id: 'bo', name: 'Deleted 1' } });
  assert.deepEqual(applied(message, gone), { seq: 4, id: 'p', by: gone.who, at: 10, erased: true });
  assert.equal(applied(message, { ...gone, who: cy }), message);
});

test('a deleted message does not say that it was edited: a replay of it could not', () => {
  const edited = applied(message, event('edit', { body: 'ho', html: '<p>ho</p>' }));
  assert.deepEqual(applied(edited, event('delete')), applied(message, event('delete')));
});

test('who deletes the account leaves no name on reactions either', () => {
  const { of: _, ...gone } = event('erased', { who: { id: 'cy', name: 'Deleted 2' } });
  const liked = applied(message, event('react', { emoji: '👍', on: true }));
  assert.deepEqual(applied(liked, gone).reactions, { '👍': [gone.who] });
  assert.deepEqual(applied(liked, gone).body, 'hi');
});

test('a reaction counts once per person, and goes away again', () => {
  const on = (by) => event('react', { by, emoji: '👍', on: true });
  const both = [on(bo), on(cy), on(cy)].reduce(applied, message);
  assert.deepEqual(both.reactions, { '👍': [bo, cy] });
  const one = applied(both, event('react', { by: bo, emoji: '👍', on: false }));
  assert.deepEqual(one.reactions, { '👍': [cy] });
  const none = applied(one, event('react', { by: cy, emoji: '👍', on: false }));
  assert.deepEqual(none, message);
});

test('an event of another message, or of another id under the same seq, changes nothing', () => {
  assert.equal(applied(message, event('delete', { of: { seq: 5, id: 'p' } })), message);
  assert.equal(applied(message, event('delete', { of: { seq: 4, id: 'q' } })), message);
});

test('an event of an unknown kind changes nothing', () => {
  assert.equal(applied(message, event('pin', {})), message);
});
