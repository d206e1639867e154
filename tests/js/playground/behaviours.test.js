import assert from 'node:assert/strict';
import { test } from 'node:test';

Object.defineProperty(globalThis, 'django', {
  value: { gettext: (text) => text, interpolate: (format, values) => format.replace(/%\((\w+)\)s/g, (_, name) => values[name]) },
});
const { behaviours, named, searchFor } = await import('../../../static/playground/behaviours.js');

test('a behaviour in the address is found again after a reload, or by whoever was sent it', () => {
  for (const name of Object.keys(behaviours)) assert.equal(named(searchFor(name)), name);
});

test('an address without a behaviour, or with one that is none, is Lifeline\'s own', () => {
  for (const search of ['', '?like=', '?like=nobody', '?like=constructor']) assert.equal(named(search), 'lifeline');
});
