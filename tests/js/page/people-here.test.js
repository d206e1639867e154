import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeDom } from '../support/dom.js';

fakeDom();
globalThis.django.interpolate = (format, values) => format.replace(/%\((\w+)\)s/g, (_, name) => values[name]);
const { hereText, inOrder } = await import('../../../static/chat/page/people-here.js');
const { typingText } = await import('../../../static/chat/page/typing-line.js');

const named = (...names) => names.map((name) => ({ id: name.toLowerCase(), name }));
/** Without the marks that keep names apart from the words around them. */
const plain = (who) => typingText(who).replaceAll(/[\u2068\u2069]/g, '');

test('one is first oneself, the others are in the order of their names', () => {
  assert.deepEqual(inOrder(named('Zoe', 'ann', 'Bo', 'Émile'), 'zoe').map(({ name }) => name), ['Zoe', 'ann', 'Bo', 'Émile']);
  assert.deepEqual(inOrder(named('Cy', 'Bo', 'Ann'), 'bo').map(({ name }) => name), ['Bo', 'Ann', 'Cy']);
});

test('how many people are here is said in words', () => {
  assert.equal(hereText(1), '1 person here');
  assert.equal(hereText(5_000), '5,000 people here');
});

test('who is typing is said by name, of many that they are several', () => {
  assert.equal(plain([]), '');
  assert.equal(plain(named('Ann')), 'Ann is typing…');
  assert.equal(plain(named('Ann', 'Bo')), 'Ann and Bo are typing…');
  assert.equal(plain(named('Ann', 'Bo', 'Cy')), 'Ann, Bo and 1 other are typing…');
  assert.equal(plain(named('Ann', 'Bo', 'Cy', 'Di')), 'Ann, Bo and 2 others are typing…');
  assert.equal(plain(named('Ann', 'Bo', 'Cy', 'Di', 'Ed')), 'Several people are typing…');
});
