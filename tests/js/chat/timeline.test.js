import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Timeline } from '../../../static/chat/timeline.js';

const by = { id: 'bo', name: 'Bo' };
const post = (seq, body = `m${seq}`) => ({ seq, kind: 'post', id: `p${seq}`, by, at: seq, body, html: body });
const edit = (seq, of, body) => ({ seq, kind: 'edit', id: `e${seq}`, by, at: seq, of: { seq: of, id: `p${of}` }, body, html: body });
const message = (seq, body) => {
  const { kind: _, ...fields } = post(seq, body);
  return fields;
};
const page = (messages, head, older = false) => ({ messages, head: { seq: head, digest: 'd' }, older });
const bodies = (timeline) => timeline.messages.map(({ body }) => body);

function started(seq) {
  const timeline = new Timeline();
  timeline.start(seq);
  return timeline;
}

test('live posts come in at the end, a page before them', () => {
  const timeline = started(2);
  timeline.apply([post(3)]);
  timeline.openJournal();
  timeline.prepend(page([message(1), message(2)], 3));
  assert.deepEqual(bodies(timeline), ['m1', 'm2', 'm3']);
  assert.equal(timeline.older, false);
});

test('a page behind us: what happened since it was asked for is applied to it', () => {
  const timeline = started(2);
  timeline.openJournal();
  timeline.apply([edit(3, 1, 'first'), edit(4, 1, 'second')]);
  timeline.prepend(page([message(1, 'first'), message(2)], 3));
  assert.deepEqual(bodies(timeline), ['second', 'm2']);
});

test('a page behind us: what it knows already is not applied to it again', () => {
  const timeline = started(2);
  timeline.openJournal();
  const react = (seq, on) => ({ seq, kind: 'react', id: `r${seq}`, by, at: seq, of: { seq: 1, id: 'p1' }, emoji: '!', on });
  timeline.apply([react(3, true)]);
  // The page was read after event 4 took the reaction away, which has not reached us.
  timeline.prepend(page([message(1), message(2)], 4));
  assert.equal(timeline.messages[0].reactions, undefined);
});

test('a page ahead of us: events up to its head pass it by, later ones do not', () => {
  const timeline = started(2);
  timeline.openJournal();
  timeline.prepend(page([message(1, 'second'), message(2)], 4));
  timeline.apply([edit(3, 1, 'first')]);
  assert.deepEqual(bodies(timeline), ['second', 'm2']);
  timeline.apply([edit(4, 1, 'second'), edit(5, 1, 'third')]);
  assert.deepEqual(bodies(timeline), ['third', 'm2']);
});

test('a page ahead of us never brings a message twice', () => {
  const timeline = started(2);
  timeline.openJournal();
  timeline.prepend(page([message(1), message(2), message(3)], 3));
  timeline.apply([post(3)]);
  assert.deepEqual(bodies(timeline), ['m1', 'm2', 'm3']);
});

test('what somebody said is erased wherever it is loaded, also in a page that was asked for before', () => {
  const timeline = started(3);
  timeline.openJournal();
  timeline.apply([post(4), { ...post(5), by: { id: 'cy', name: 'Cy' } }, { seq: 6, kind: 'erased', id: 'x', by, at: 6, who: by }]);
  timeline.prepend(page([message(1), message(2)], 4));
  assert.deepEqual(bodies(timeline), [undefined, undefined, undefined, 'm5']);
  assert.deepEqual(timeline.messages.map(({ erased }) => erased), [true, true, true, undefined]);
});

test('the next page ends where the loaded messages begin', () => {
  const timeline = started(9);
  assert.equal(timeline.older, true);
  timeline.openJournal();
  timeline.prepend(page([message(5), message(8)], 9, true));
  assert.equal(timeline.floor, 4);
  timeline.openJournal();
  timeline.prepend(page([message(2)], 9, false));
  assert.deepEqual([timeline.floor, timeline.older], [0, false]);
  assert.deepEqual(bodies(timeline), ['m2', 'm5', 'm8']);
});

test('an unchanged message stays the same object, a changed one is new', () => {
  const timeline = started(0);
  timeline.apply([post(1), post(2)]);
  const [one, two] = timeline.messages;
  timeline.apply([edit(3, 1, 'x')]);
  assert.notEqual(timeline.messages[0], one);
  assert.equal(timeline.messages[1], two);
});

test('trimmed, it is as if the rest had never been loaded', () => {
  const timeline = started(0);
  timeline.apply([post(1), post(2), post(3)]);
  timeline.trim(2);
  assert.deepEqual([bodies(timeline), timeline.floor, timeline.older], [['m2', 'm3'], 1, true]);
});

test('a reset replaces everything', () => {
  const timeline = started(0);
  timeline.apply([post(1), post(2)]);
  timeline.replace(page([message(7)], 8, true));
  assert.deepEqual([bodies(timeline), timeline.floor, timeline.reached], [['m7'], 6, 8]);
  timeline.replace(page([], 3, true));
  assert.deepEqual([bodies(timeline), timeline.floor], [[], 3]);
});
