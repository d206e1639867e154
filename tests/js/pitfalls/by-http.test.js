// C13 of docs/pitfalls.md: a proxy in between strips WebSocket off.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byHttp } from '../support/fallback.js';

test('C13: where WebSocket does not get through, the link goes by HTTP, and says so', async (t) => {
  const { link, Http, WebSocket } = await byHttp();
  t.after(() => link.dispose());
  const heard = [];
  link.handle('notice', ({ text }) => heard.push(text));
  Http.last.receive({ type: 'notice', text: 'here all the same' });
  assert.equal(link.send({ type: 'post', body: 'there too' }), 'sent');
  assert.deepEqual(heard, ['here all the same']);
  assert.deepEqual(Http.last.of('post').map(({ body }) => body), ['there too']);
  assert.deepEqual([link.status.state, link.status.transport], ['online', 'http']);
  assert.equal(WebSocket.all.filter(({ readyState }) => readyState < 2).length, 0);
});
