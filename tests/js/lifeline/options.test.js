import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as presets from '../../../static/lifeline/presets.js';
import { linked } from '../support/links.js';

test('an option that does not exist is named, also one within another', () => {
  for (const [name, options] of [
    ['heartbeet: null', { heartbeet: null }],
    ['interval: 10000', { heartbeat: { interval: 10_000 } }],
    ['jiter: false', { backoff: { jiter: false } }],
    ['frame: 1', { queue: { frame: 1 } }],
  ]) assert.throws(() => linked(options), new TypeError(`not an option: ${name}`));
});

test('a number that is none, or not above 0, is named', () => {
  for (const nonsense of [-1, 0, NaN, '10', null, undefined]) {
    for (const [name, options] of [
      ['intervalMs', { heartbeat: { intervalMs: nonsense } }],
      ['capMs', { backoff: { capMs: nonsense } }],
      ['bytes', { queue: { frames: 1, bytes: nonsense } }],
      ['maxTries', { maxTries: nonsense }],
    ]) assert.throws(() => linked(options), new TypeError(`not an option: ${name}: ${nonsense}`));
  }
});

test('null is none', () => {
  linked({ heartbeat: null, queue: null, diagnose: null, fallback: null, page: null, WebSocket: null }).link.dispose();
});

test('every preset is made of options that exist', () => {
  for (const preset of Object.values(presets)) linked(preset).link.dispose();
});
