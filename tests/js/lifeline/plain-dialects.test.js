import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jsonOnly, jsonOrText, plainDialect, textDialect } from '../../../static/lifeline/plain-dialects.js';

const NO_FRAMES = [new ArrayBuffer(3), 'null'];

test('JSON is read, other text stays text, binary is no frame', () => {
  for (const [data, frame] of [['{"a":1}', { a: 1 }], ['[1]', [1]], ['"x"', 'x'], ['0', 0], ['pong', 'pong'], ['{', '{'], ['', '']]) {
    assert.deepEqual(jsonOrText(data), frame);
  }
  assert.equal(jsonOrText(new ArrayBuffer(3)), null);
});

test('where only JSON counts, anything else is no frame', () => {
  assert.deepEqual(jsonOnly('{"a":1}'), { a: 1 });
  for (const data of [...NO_FRAMES, 'pong', '{', '']) assert.equal(jsonOnly(data), null);
});

test('nothing a server sends makes a plain dialect throw', () => {
  const dialects = [textDialect, plainDialect({ isAnswer: (frame) => frame?.op === 'beat', typeField: 'op' })];
  for (const dialect of dialects) {
    for (const data of ['', 'null', '0', 'true', '[]', '[null]', '{"type":null}', '{"op":{}}', '"', '\u0000', '{"__proto__":1}']) {
      const frame = dialect.decode(data);
      dialect.control(frame);
      dialect.typeOf(frame);
    }
  }
});

test('a type is a string in the field that was named, or none', () => {
  const { typeOf } = plainDialect({ typeField: 'socketType' });
  assert.equal(typeOf({ socketType: 'ORDERS', type: 'x' }), 'ORDERS');
  for (const frame of [{ socketType: 7 }, { type: 'x' }, 'text', null, 0]) assert.equal(typeOf(frame), undefined);
});

test('only the answer to a beat is measured', () => {
  assert.deepEqual(textDialect.control('pong'), { answered: true });
  for (const frame of ['ping', { type: 'pong' }, '']) assert.deepEqual(textDialect.control(frame), {});
});

test('a server that never asks is never answered, and one that greets in no way is up at its first frame', () => {
  assert.equal(textDialect.pong, null);
  assert.equal(textDialect.ready, 'answer');
  assert.equal(plainDialect({ ready: 'open' }).ready, 'open');
});
