import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { closeCode } from '../../../static/lifeline/close-codes.js';

Object.defineProperty(globalThis, 'django', {
  value: { gettext: (text) => text, interpolate: (format, values) => format.replace(/%\((\w+)\)s/g, (_, name) => values[name]) },
});
const { codeText, reconnectText, runs, senderText } = await import('../../../static/playground/close-codes.js');

test('the table has every code from 0 to 4999 once, as the library knows it', () => {
  const seen = [];
  for (const { first, last, entry } of runs()) {
    for (let number = first; number <= last; number += 1) {
      seen.push(number);
      assert.equal(entry, closeCode(number));
    }
  }
  assert.deepEqual(seen, Array.from({ length: 5000 }, (_, number) => number));
});

test('codes that say the same stand in one row', () => {
  assert.ok(runs().length < 80);
  assert.ok(runs().some(({ first, last }) => first === 0 && last === 999));
});

test('every row says in words who may send it and whether the link comes back', () => {
  for (const { entry } of runs()) {
    assert.match(senderText(entry), /^(nobody|servers|both sides)$/);
    assert.match(reconnectText(entry), /^(yes|no|after logging in|after \d+ to \d+\u00a0s|no; Lifeline's own link does, where no bye came before)$/);
  }
});

test('1000 is the end, but for Lifeline\'s own link where no bye came before', () => {
  assert.match(reconnectText(closeCode(1000)), /^no; .*bye/);
  assert.equal(reconnectText(closeCode(1008)), 'no');
});

test('a code in words has number, name and meaning', () => {
  assert.equal(codeText(1012), '1012 service restart: The server restarts.');
});

for (const number of [-1, 5000, 1.5, NaN, undefined]) {
  test(`${number} is no close code and has no words`, () => assert.equal(codeText(/** @type {any} */ (number)), ''));
}

test('every meaning is collected for translation, though the library itself has no languages', () => {
  const catalog = readFileSync(new URL('../../../locale/zh_Hans/LC_MESSAGES/djangojs.po', import.meta.url), 'utf8');
  for (const { first, entry } of runs()) {
    assert.ok(catalog.includes(`\nmsgid ${JSON.stringify(entry.meaning)}\n`), `${first}: make messages does not find ${entry.meaning}`);
  }
});
