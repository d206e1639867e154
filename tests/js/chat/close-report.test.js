import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { CloseReports } from '../../../static/chat/close-report.js';
import { FakeClock } from '../support/clock.js';
import { FakePage } from '../support/page.js';
import { FakeStorage } from '../support/storage.js';

const MINUTE_MS = 60_000;
const WEEK_MS = 7 * 24 * 60 * MINUTE_MS;

let clock;
let storage;

beforeEach(() => {
  clock = new FakeClock();
  storage = new FakeStorage();
});

/** A page that is started and never disposed of, as pages are. */
function open({ person = 'ann', ...options } = {}) {
  const page = new FakePage();
  const reports = new CloseReports({ person, clock, page, storage, ...options });
  const leave = () => page.window.dispatchEvent(new Event('pagehide'));
  const comeBack = () => page.window.dispatchEvent(new Event('pageshow'));
  return { page, reports, leave, comeBack, told: () => reports.lastClose().last_close };
}

/** The process is gone: no timer, no event, what is in the storage stays. */
function crash({ reports }) {
  reports.dispose();
}

const lost = { cause: 'heartbeat', code: 1006, reason: 'nothing heard', clean: false, uptimeMs: 61_000, rttMs: 12.5, attempts: 1 };
const failed = (attempts) => ({ cause: 'network', code: 1006, reason: '', clean: false, uptimeMs: 0, attempts });

test('the first page of all has nothing to tell', () => {
  assert.deepEqual(open().reports.lastClose(), {});
});

test('an ending is told in every hello until one is welcomed, and in none after', () => {
  const ann = open();
  ann.reports.welcomed();
  ann.reports.ended(lost);
  const expected = { cause: 'heartbeat', code: 1006, reason: 'nothing heard', clean: false, uptime_ms: 61_000, rtt_ms: 12.5, attempts: 1 };
  assert.deepEqual(ann.told(), expected);
  assert.deepEqual(ann.told(), expected);
  ann.reports.welcomed();
  assert.equal(ann.told(), undefined);
});

test('tries that fail after it do not hide how the link ended, and are counted', () => {
  const ann = open();
  ann.reports.welcomed();
  ann.reports.ended(lost);
  for (const attempts of [2, 3, 4]) ann.reports.ended(failed(attempts));
  const { cause, uptime_ms: uptimeMs, attempts } = ann.told();
  assert.deepEqual([cause, uptimeMs, attempts], ['heartbeat', 61_000, 4]);
});

test('a page that never was online tells of its last try', () => {
  const ann = open();
  ann.reports.ended(failed(1));
  ann.reports.ended(failed(2));
  assert.deepEqual([ann.told().cause, ann.told().attempts], ['network', 2]);
});

for (const [how, go] of [['reloaded or closed', ({ leave }) => leave()], ['crashed', (page) => (crash(page), clock.advance(4 * MINUTE_MS))]]) {
  test(`a page that is ${how} before it came back leaves its ending to the next one, once`, () => {
    const before = open();
    before.reports.welcomed();
    before.reports.ended(lost);
    go(before);
    const after = open();
    assert.equal(after.told().cause, 'heartbeat');
    after.reports.welcomed();
    assert.equal(open().told(), undefined);
  });
}

test('another page that lives keeps its own ending, also while hidden and slowed down', () => {
  const away = open();
  away.reports.welcomed();
  away.reports.ended(lost);
  for (let minutes = 0; minutes < 30; minutes += 1) {
    clock.advance(MINUTE_MS);
    assert.equal(open().told(), undefined);
  }
  assert.equal(away.told().cause, 'heartbeat');
});

test('a page that is left while online is told as such, with its uptime', () => {
  const before = open();
  before.reports.welcomed();
  before.reports.measured(8);
  clock.advance(90_000);
  before.leave();
  const { cause, code, clean, uptime_ms: uptimeMs, rtt_ms: rttMs } = open().told();
  assert.deepEqual([cause, code, clean, uptimeMs, rttMs], ['page', 1001, true, 90_000, 8]);
  assert.equal(open().told(), undefined);
});

test('a page that came back from the bfcache is not told as left, its own ending is', () => {
  const ann = open();
  ann.reports.welcomed();
  ann.leave();
  ann.comeBack();
  assert.equal(open().told(), undefined);
  ann.reports.ended({ ...lost, cause: 'gap' });
  assert.equal(ann.told().cause, 'gap');
});

test('what another page told for one in the bfcache is not told again when it returns', () => {
  for (const endFirst of [true, false]) {
    const ann = open();
    ann.reports.welcomed();
    ann.leave();
    assert.equal(open().told().cause, 'page');
    if (!endFirst) ann.comeBack();
    ann.reports.ended({ ...lost, cause: 'gap' });
    if (endFirst) ann.comeBack();
    assert.equal(ann.told(), undefined);
    ann.reports.welcomed();
    ann.reports.ended(lost);
    assert.equal(ann.told().cause, 'heartbeat');
    ann.reports.welcomed();
    ann.leave();
    open().told();
  }
});

test('a crash is a gap, found by the age of the last mark, which says when', () => {
  const before = open();
  before.reports.welcomed();
  clock.advance(10 * MINUTE_MS);
  crash(before);
  clock.advance(MINUTE_MS);
  assert.equal(open().told(), undefined);
  clock.advance(3 * MINUTE_MS);
  const { cause, code, clean, uptime_ms: uptimeMs } = open().told();
  assert.deepEqual([cause, code, clean, uptimeMs], ['gap', 1006, false, 10 * MINUTE_MS]);
});

test("one person's endings are not told as another's", () => {
  const ann = open();
  ann.reports.welcomed();
  ann.leave();
  assert.equal(open({ person: 'bo' }).told(), undefined);
  assert.equal(open().told().cause, 'page');
});

test('of a dozen pages each is told, the newest first, one in a hello', () => {
  for (let n = 1; n <= 12; n += 1) {
    const page = open();
    page.reports.welcomed();
    clock.advance(n * 1_000);
    page.leave();
  }
  const after = open();
  for (let n = 12; n >= 1; n -= 1) {
    assert.equal(after.told().uptime_ms, n * 1_000);
    after.reports.welcomed();
    after.reports.ended(failed(1));
    after.reports.welcomed();
  }
  assert.equal(after.told(), undefined);
});

test('what is kept is bounded in number and time, and what is broken goes', () => {
  for (let n = 0; n < 100; n += 1) {
    const page = open({ person: 'bo' });
    page.reports.welcomed();
    page.leave();
  }
  storage.setItem('lifeline-close:broken', '{');
  storage.setItem('drafts', 'of somebody');
  assert.equal(open().told(), undefined);
  assert.ok(Object.keys(storage).length <= 21, `${Object.keys(storage).length} keys`);
  clock.advance(WEEK_MS);
  open().told();
  assert.deepEqual(Object.keys(storage), ['drafts']);
});

test('where the browser keeps nothing, or is full, the page still tells its own', () => {
  const full = Object.assign(new FakeStorage(), { drafts: '' });
  full.setItem = () => {
    throw new DOMException('full', 'QuotaExceededError');
  };
  Object.defineProperty(full, 'setItem', { enumerable: false });
  for (const place of [null, full]) {
    const ann = open({ storage: place });
    ann.reports.welcomed();
    ann.reports.ended(lost);
    assert.equal(ann.told().cause, 'heartbeat');
  }
});

test('whatever a server gives as reason, the hello is one it takes', () => {
  const ann = open();
  ann.reports.ended({ ...lost, uptimeMs: 12.7, reason: `a\0b${'😀'.repeat(300)}` });
  const { reason, uptime_ms: uptimeMs } = ann.told();
  assert.equal(uptimeMs, 13);
  assert.equal([...reason].length, 200);
  assert.ok(reason.isWellFormed?.() ?? true);
  assert.ok(!reason.includes('\0'));
});

test('nothing is left after dispose', () => {
  const ann = open();
  ann.reports.welcomed();
  assert.equal(clock.pending, 1);
  ann.reports.dispose();
  assert.deepEqual([clock.pending, ann.page.listeners], [0, 0]);
});
