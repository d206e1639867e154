import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeDom } from '../support/dom.js';

const dom = fakeDom();
const { Rows } = await import('../../../static/chat/page/rows.js');
const { RowList } = await import('../../../static/chat/page/row-list.js');

const me = { id: 'me', name: 'Ann' };
const bo = { id: 'bo', name: 'Bo' };
const NOON = new Date(2026, 10, 20, 12).getTime();
const DAY_MS = 24 * 60 * 60 * 1000;
const message = (seq, { by = bo, at = NOON + seq } = {}) => ({ seq, id: `p${seq}`, by, at, body: `m${seq}`, html: `m${seq}` });
const entry = (id, at = NOON + 99) => ({ id, room: 'r', body: id, at, state: 'queued' });
const room = (messages, entries = []) => ({ messages, entries });
const keys = (rows) => rows.map(({ kind, message: shown, entry: waiting }) => shown?.id ?? waiting?.id ?? kind);

/** A list on the page, and what it cost to show something in it. */
function shown(unreadAfter = null) {
  const rows = new Rows(me, unreadAfter);
  const element = document.getElementById(`list-${Math.random()}`);
  const list = new RowList(element, me.id);
  const show = (state) => {
    const before = dom.writes();
    list.show(rows.of(state));
    return dom.writes() - before;
  };
  const ids = () => element.childNodes.map(({ dataset }) => dataset.id ?? '-');
  return { show, ids, element };
}

test('days, the line "New" and what waits stand where they belong', () => {
  const messages = [message(1), message(2, { at: NOON + DAY_MS }), message(3, { at: NOON + DAY_MS })];
  const rows = new Rows(me, 2).of(room(messages, [entry('e', NOON + DAY_MS)]));
  assert.deepEqual(keys(rows), ['day', 'p1', 'day', 'p2', 'unread', 'p3', 'e']);
});

test('one’s own message is not new', () => {
  const rows = new Rows(me, 0).of(room([message(1, { by: me }), message(2)]));
  assert.deepEqual(keys(rows), ['day', 'p1', 'unread', 'p2']);
});

test('who writes on within five minutes is not named again', () => {
  const rows = new Rows(me, null).of(room([message(1), message(2), message(3, { at: NOON + 300_002 }), message(4, { by: me })]));
  assert.deepEqual(rows.map(({ continued }) => continued), [false, false, true, false, false]);
});

test('a row that has not changed stays the same object, a changed one is new', () => {
  const rows = new Rows(me, 1);
  const [one, two, three] = [message(1), message(2), message(3)];
  const before = rows.of(room([one, two, three], [entry('e')]));
  const after = rows.of(room([one, { ...two, body: 'edited' }, three], [entry('e')]));
  assert.deepEqual(keys(after), ['day', 'p1', 'unread', 'p2', 'p3', 'e']);
  assert.deepEqual(after.map((row, index) => row === before[index]), [true, true, true, false, true, false]);
});

test('one more message costs the same however many there are', () => {
  const cost = (count) => {
    const { show, ids } = shown();
    const messages = Array.from({ length: count }, (_, index) => message(index + 1));
    show(room(messages));
    const writes = show(room([...messages, message(count + 1)]));
    assert.equal(ids().length, count + 2);
    return writes;
  };
  assert.equal(cost(400), cost(4));
});

test('what has not changed is not touched at all', () => {
  const { show } = shown();
  const state = room([message(1), message(2)], [entry('e')]);
  show(state);
  assert.equal(show({ ...state, messages: [...state.messages] }), 0);
});

test('an acknowledged entry keeps its element, wherever its message comes to stand', () => {
  const { show, ids, element } = shown();
  show(room([message(1)], [entry('x'), entry('p3')]));
  const own = element.childNodes[3];
  show(room([message(1), message(2), message(3, { by: me })], [entry('x')]));
  assert.deepEqual(ids(), ['-', 'p1', 'p2', 'p3', 'x']);
  assert.equal(element.childNodes[3], own);
  assert.equal(own.dataset.state, 'stored');
});

test('a page of older messages comes above, and what stood there stays', () => {
  const { show, ids, element } = shown();
  const late = [message(5), message(6)];
  show(room(late));
  const last = element.childNodes.at(-1);
  show(room([message(3, { at: NOON - DAY_MS }), message(4), ...late]));
  assert.deepEqual(ids(), ['-', 'p3', '-', 'p4', 'p5', 'p6']);
  assert.equal(element.childNodes.at(-1), last);
});

test('a message or an entry that is gone leaves the list', () => {
  const { show, ids } = shown();
  show(room([message(1), message(2), message(3)], [entry('e')]));
  show(room([message(1), message(3)]));
  assert.deepEqual(ids(), ['-', 'p1', 'p3']);
  show(room([]));
  assert.deepEqual(ids(), []);
});

test('two people may use one id: both messages are shown', () => {
  const messages = [{ ...message(1), id: 'same' }, { ...message(2, { by: me }), id: 'same' }];
  const rows = new Rows(me, null).of(room(messages));
  assert.equal(new Set(rows.map(({ key }) => key)).size, rows.length);
});
