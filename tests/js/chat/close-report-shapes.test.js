import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CloseReports } from '../../../static/chat/close-report.js';
import { chat } from '../support/chat.js';
import { FakeClock } from '../support/clock.js';
import { FakeStorage } from '../support/storage.js';
import { until } from '../support/wait.js';

const clock = new FakeClock();
const ending = { cause: 'gap', code: 1006, reason: '', clean: false, uptimeMs: 1, attempts: 1 };
const record = { person: 'ann', at: clock.now(), left: true, since: null, untold: null };
const SHAPES = [
  null, 7, [], {},
  { ...record, untold: {} },
  { ...record, untold: { ...ending, reason: undefined } },
  { ...record, untold: { ...ending, code: '1006' } },
  { ...record, untold: { ...ending, uptimeMs: -1 } },
  { ...record, untold: { ...ending, attempts: 1.5 } },
  { ...record, untold: { ...ending, rttMs: 'fast' } },
  { ...record, since: '7' },
  { ...record, since: 1, rttMs: {} },
  { ...record, since: 1, at: 1e300 },
];
for (const shape of SHAPES) {
  test(`a record of another shape is not told and goes: ${JSON.stringify(shape)}`, () => {
    const storage = new FakeStorage();
    storage.setItem('lifeline-close:other', JSON.stringify(shape));
    const reports = new CloseReports({ person: 'ann', clock, page: null, storage });
    assert.deepEqual(reports.lastClose(), {});
    assert.deepEqual(Object.keys(storage), []);
  });
}

test('what the server does not take in a hello is forgotten: the next hello is welcomed', async (t) => {
  const { tab, server, clock: time } = chat(t);
  const storage = new FakeStorage();
  storage.setItem('lifeline-close:other', JSON.stringify({ ...record, person: 'me', untold: ending }));
  const told = [];
  server.on.hello = ({ last_close: last }, connection) => {
    told.push(last?.cause);
    if (last?.cause !== 'gap') return false;
    server.send(connection, { type: 'error', code: 'bad-frame', detail: 'no' });
    return true;
  };
  const client = tab({ storage });
  client.start();
  await until(() => client.notices.length === 1);
  assert.deepEqual(Object.keys(storage), []);
  // The server lets the socket stand: the try runs into its time-out.
  await until(() => {
    time.advance(500);
    return client.connection.state === 'online';
  }, 'online');
  assert.deepEqual(told, ['gap', 'timeout']);
});
