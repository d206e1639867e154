import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { Emitter } from '../../../static/lifeline/emitter.js';
import { fakeDom } from '../support/dom.js';
import { settle } from '../support/wait.js';

const { byId } = fakeDom();
Object.assign(document, { cookie: 'csrftoken=secret' });
globalThis.HTMLDialogElement = globalThis.HTMLElement;
const dialog = byId('log-out-dialog');
dialog.showModal = () => (dialog.open = true);
const { setUpLogOut } = await import('../../../static/chat/page/log-out.js');

const client = Object.assign(new Emitter(), { rooms: new Map(), connection: { state: 'online' } });
const room = { entries: [] };
client.rooms.set('7', room);
setUpLogOut(client);
const warning = byId('log-out-unsent');
const trouble = byId('log-out-trouble');

const unsent = (count) => {
  room.entries = Array(count).fill({});
  client.emit('room', { room });
};
const becomes = (connection) => client.emit('connection', connection);
const open = () => byId('log-out-open').dispatchEvent(new Event('click'));

beforeEach(() => {
  dialog.open = false;
  becomes({ state: 'online' });
  unsent(0);
});

test('the open dialog says what is unsent now, not when it was opened', () => {
  unsent(2);
  open();
  assert.match(warning.textContent, /^2 messages are not sent yet/);
  unsent(1);
  assert.match(warning.textContent, /^1 message is not sent yet/);
  unsent(0);
  assert.equal(warning.hidden, true);
  unsent(1);
  assert.equal(warning.hidden, false);
});

/** A log-out that does not get through. */
async function fail() {
  open();
  globalThis.fetch = () => Promise.reject(new TypeError('Failed to fetch'));
  byId('log-out-form').requestSubmit();
  await settle();
  assert.match(trouble.textContent, /cannot be reached/);
}

test('that the server could not be reached is said until the page is online again', async () => {
  becomes({ state: 'waiting' });
  await fail();
  becomes({ state: 'connecting' });
  assert.match(trouble.textContent, /cannot be reached/);
  becomes({ state: 'online' });
  assert.equal(trouble.textContent, '');
});

test('a round trip of a link that was up all the time takes back nothing', async () => {
  await fail();
  becomes({ state: 'online', rttMs: 12 });
  assert.match(trouble.textContent, /cannot be reached/);
});

test('who is logged out from elsewhere is not offered to log out', () => {
  becomes({ state: 'refused', loginNeeded: true });
  assert.equal(byId('log-out-open').hidden, true);
  becomes({ state: 'online' });
  assert.equal(byId('log-out-open').hidden, false);
});
