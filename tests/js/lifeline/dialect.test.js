import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lifelineDialect as dialect } from '../../../static/lifeline/dialect.js';

const read = (text) => dialect.control(dialect.decode(text));

test('only an object with a type is a frame', () => {
  assert.deepEqual(dialect.decode('{"type":"x","a":1}'), { type: 'x', a: 1 });
  for (const text of ['', '{', 'null', '[]', '"x"', '7', '{"no":"type"}', '{"type":7}', new ArrayBuffer(4)]) {
    assert.equal(dialect.decode(text), null);
  }
});

test('control frames mean what the protocol says', () => {
  assert.deepEqual(read('{"type":"ping","n":3}'), { asked: 3 });
  assert.deepEqual(read('{"type":"pong","n":4}'), { answered: 4 });
  assert.deepEqual(read('{"type":"welcome","heartbeat":{"interval_ms":9000,"timeout_ms":3000}}'), {
    ready: true,
    heartbeat: { intervalMs: 9_000, timeoutMs: 3_000 },
  });
  assert.deepEqual(read('{"type":"bye","code":4012,"reason":"r","reconnect":true,"retry_ms":1,"spread_ms":2}'), {
    bye: { code: 4012, reason: 'r', reconnect: true, retryMs: 1, spreadMs: 2 },
  });
  assert.deepEqual(read('{"type":"events"}'), {});
});

test('a control frame that lacks what it should have throws nothing', () => {
  for (const rest of ['', ',"heartbeat":null', ',"heartbeat":5', ',"n":{}']) {
    for (const type of ['welcome', 'bye', 'ping', 'pong']) read(`{"type":"${type}"${rest}}`);
  }
  assert.deepEqual(read('{"type":"bye","code":4013}').bye, { code: 4013, reason: undefined, reconnect: undefined, retryMs: 0, spreadMs: 0 });
});

test('frames are handled by their type', () => {
  assert.equal(dialect.typeOf({ type: 'events' }), 'events');
});
