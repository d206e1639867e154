import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Emitter } from '../../../static/lifeline/emitter.js';

const listening = () => {
  const emitter = new Emitter();
  const heard = [];
  return { emitter, heard, hear: (detail) => heard.push(detail) };
};

test('every listener of an event is told, of that event only', () => {
  const { emitter, heard } = listening();
  emitter.on('a', (detail) => heard.push(['first', detail]));
  emitter.on('a', (detail) => heard.push(['second', detail]));
  emitter.on('b', () => heard.push('b'));
  emitter.emit('a', 1);
  assert.deepEqual(heard, [['first', 1], ['second', 1]]);
});

test('on() returns what undoes it, and only its own registration', () => {
  const { emitter, heard, hear } = listening();
  const undo = emitter.on('a', hear);
  emitter.on('a', hear);
  undo();
  undo();
  emitter.emit('a', 1);
  assert.deepEqual(heard, [1]);
});

test('an aborted signal removes the listener, also one aborted before', () => {
  const { emitter, heard, hear } = listening();
  const abort = new AbortController();
  emitter.on('a', hear, { signal: abort.signal });
  abort.abort();
  emitter.on('a', hear, { signal: abort.signal });
  emitter.emit('a', 1);
  assert.deepEqual(heard, []);
});

test('a throwing listener stops no other, and the page hears of the error', (t) => {
  const { emitter, heard, hear } = listening();
  const reported = [];
  const before = globalThis.reportError;
  globalThis.reportError = (error) => reported.push(error.message);
  t.after(() => (globalThis.reportError = before));
  emitter.on('a', () => {
    throw new Error('broken listener');
  });
  emitter.on('a', hear);
  emitter.emit('a', 1);
  assert.deepEqual(heard, [1]);
  assert.deepEqual(reported, ['broken listener']);
});

test('a listener added or removed while an event is told changes the next event, not this one', () => {
  const { emitter, heard, hear } = listening();
  emitter.on('a', () => emitter.on('a', hear));
  emitter.emit('a', 1);
  assert.deepEqual(heard, []);
});

test('clear() removes all listeners, and lets go of their signals', () => {
  const { emitter, heard, hear } = listening();
  const abort = new AbortController();
  let held = 0;
  abort.signal.addEventListener = () => (held += 1);
  abort.signal.removeEventListener = () => (held -= 1);
  emitter.on('a', hear, { signal: abort.signal });
  assert.equal(held, 1);
  emitter.clear();
  emitter.emit('a', 1);
  assert.deepEqual(heard, []);
  assert.equal(held, 0);
});
