import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Emitter } from '../../../static/lifeline/emitter.js';
import { fakeDom } from '../support/dom.js';

const { byId } = fakeDom();
globalThis.HTMLDialogElement = globalThis.HTMLElement;
const { setUpLogOut } = await import('../../../static/chat/page/log-out.js');
const { isShutOut, shortText } = await import('../../../static/chat/page/connection-text.js');
const { RoomHeader } = await import('../../../static/chat/page/room-header.js');

const entries = ['queued', 'sent', 'unknown', 'refused', 'acknowledged'].map((state) => ({ state }));
const client = Object.assign(new Emitter(), { connection: { state: 'idle' }, rooms: new Map([['r', { entries }]]) });
setUpLogOut(client);

test('who is logged out already is not offered to log out', () => {
  client.emit('connection', { state: 'refused', loginNeeded: true });
  assert.equal(byId('log-out-open').hidden, true);
  client.emit('connection', { state: 'online' });
  assert.equal(byId('log-out-open').hidden, false);
});

test('who is about to log out on the chat is told what stays in this browser, which is not what the server has', () => {
  byId('log-out-dialog').showModal = () => {};
  byId('log-out-open').dispatchEvent(new Event('click'));
  assert.match(byId('log-out-unsent').textContent, /^4 messages are not sent yet.*stay in this browser/);
});

test('who is banned is shut out, who has to log in is not', () => {
  assert.equal(isShutOut({ state: 'refused', code: 4403 }), true);
  assert.equal(isShutOut({ state: 'refused', code: 4401, loginNeeded: true }), false);
  assert.equal(isShutOut({ state: 'waiting', code: 4403 }), false);
  assert.equal(shortText({ state: 'refused', code: 4403 }, 0), 'Shut out');
});

test('who was put out of a room is told so in place of the way in', () => {
  let changed;
  const current = { room: undefined, visited: { id: '7', name: 'Kitchen', removed: true }, onChange: (fn) => (changed = fn) };
  new RoomHeader(new Emitter(), current);
  const hidden = () => ['visit', 'visit-removed', 'visit-words', 'visit-join'].map((id) => byId(id).hidden);
  changed();
  assert.deepEqual(hidden(), [false, false, true, true]);
  current.visited = { ...current.visited, removed: false };
  changed();
  assert.deepEqual(hidden(), [false, true, false, false]);
});
