import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import { Emitter } from '../../../static/lifeline/emitter.js';
import { fakeDom } from '../support/dom.js';

const { byId } = fakeDom();
globalThis.HTMLDetailsElement = globalThis.HTMLElement;
mock.timers.enable({ apis: ['setInterval'] });
const { ConnectionStatus } = await import('../../../static/chat/page/connection-status.js');
const { lastEndText, longText, shortText, wayText } = await import('../../../static/chat/page/connection-text.js');

const client = Object.assign(new Emitter(), { connection: { state: 'idle' } });
byId('banner').hidden = true;
new ConnectionStatus(client);

const become = (connection) => {
  client.connection = connection;
  client.emit('connection', connection);
};
const BUTTONS = ['retry', 'login', 'reload'];
const buttons = () => BUTTONS.filter((name) => !byId(`banner-${name}`).hidden);
const banner = () => (byId('banner').hidden ? null : byId('banner-text').textContent);

const lost = { code: 1006, reason: '', cause: 'network', attempts: 1 };
const CASES = [
  ['online', { state: 'online' }, null, []],
  ['by HTTP', { state: 'online', transport: 'http' }, null, []],
  ['first try', { state: 'connecting', transport: 'websocket' }, null, []],
  ['lost', { ...lost, state: 'waiting' }, /no connection to the server.*kept/, ['retry']],
  ['blocked', { ...lost, state: 'waiting', finding: 'blocked' }, /WebSocket does not get through.*proxy.*kept/, ['retry']],
  ['restarting', { ...lost, state: 'waiting', finding: 'restarting' }, /restarts/, ['retry']],
  ['unreachable', { ...lost, state: 'waiting', finding: 'unreachable' }, /cannot be reached/, ['retry']],
  ['no network', { ...lost, state: 'waiting', finding: 'no-network' }, /no network/, ['retry']],
  ['rate-limited', { ...lost, state: 'waiting', finding: 'rate-limited', reason: 'Close some tabs.' }, /Close some tabs\./, ['retry']],
  ['said by the server', { state: 'waiting', cause: 'server', code: 4013, reason: 'The database is away.' }, /The database is away\./, ['retry']],
  ['offline', { ...lost, state: 'offline' }, /no network/, ['retry']],
  ['logged out', { state: 'refused', loginNeeded: true, wakes: ['reconnect', 'login'] }, /logged out.*another tab/, ['login']],
  ['somebody else', { state: 'refused', loginNeeded: true, cause: 'person', wakes: ['reconnect', 'login'] }, /another name.*Or log in under the old name/, ['reload']],
  ['banned', { state: 'refused', code: 4403, reason: 'You are banned: spam', wakes: ['reconnect'] }, /spam/, ['reload']],
  ['refused by HTTP', { ...lost, state: 'refused', finding: 'refused', reason: 'Pages of another address may not connect here.', wakes: ['reconnect'] }, /another address/, ['retry', 'reload']],
  ['refused without words', { ...lost, state: 'refused', finding: 'refused', wakes: ['reconnect'] }, /did not say why(?!.*1006)/, ['retry', 'reload']],
  ['refused with a code alone', { state: 'refused', cause: 'peer', code: 4999, reason: '', wakes: ['reconnect'] }, /4999/, ['retry', 'reload']],
  ['gave up', { ...lost, state: 'gave-up', wakes: ['reconnect', 'online'] }, /Reload.*ask whoever runs this site.*network comes back/, ['retry', 'reload']],
  ['closed', { state: 'closed', cause: 'page', wakes: ['reconnect'] }, /closed/, ['retry', 'reload']],
  ['unsupported', { state: 'unsupported', wakes: [] }, /Use a newer one/, []],
];

beforeEach(() => become({ state: 'online' }));

for (const [name, connection, words, offered] of CASES) {
  test(`${name}: the banner says what is wrong, and offers what helps`, () => {
    become(connection);
    if (words === null) assert.equal(banner(), null);
    else assert.match(banner(), words);
    if (words !== null) assert.deepEqual(buttons(), offered);
    assert.ok(byId('connection-word').textContent);
  });
}

test('what is wrong stays in sight while it is tried again, so that the page does not jump', () => {
  become({ ...lost, state: 'waiting', finding: 'blocked' });
  const words = banner();
  become({ ...lost, state: 'connecting', transport: 'websocket' });
  assert.equal(banner(), words);
  become({ state: 'online', transport: 'websocket' });
  assert.equal(banner(), null);
});

test('the way is in the header only where it is the slower one, and always in the details', () => {
  const http = { state: 'online', transport: 'http' };
  assert.match(shortText(http, 0), /HTTP/);
  assert.match(longText(http), /HTTP.*WebSocket does not get through.*slower/);
  assert.equal(shortText({ state: 'online', transport: 'websocket' }, 0), 'Online');
  become(http);
  assert.match(byId('connection-way').textContent, /^HTTP/);
  assert.equal(byId('room').dataset.transport, 'http');
  become({ state: 'online', transport: 'websocket' });
  assert.equal(byId('connection-way').textContent, 'WebSocket');
  assert.equal(wayText({ state: 'connecting', transport: 'http' }), '');
});

test('why the last try failed is told in few words, with the code', () => {
  assert.equal(lastEndText({ ...lost, state: 'waiting', finding: 'blocked', reason: 'of the server' }), 'the link broke · code 1006 · WebSocket does not get through');
  assert.equal(lastEndText({ state: 'waiting', cause: 'gap', code: 1006 }), 'the page was asleep · code 1006');
  assert.equal(lastEndText({ state: 'online' }), '');
});
