import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as presets from '../../../static/lifeline/presets.js';
import { BEATING, SILENT, linked, up } from '../support/presets.js';

test('every preset has a test here', () => {
  assert.deepEqual(Object.keys(presets).sort(), [...Object.keys(BEATING), ...SILENT].sort());
});

for (const [name, { beat, answer, intervalMs, timeoutMs }] of Object.entries(BEATING)) {
  test(`${name} beats once it is open, and is online with the first answer`, () => {
    const { link, WebSocket } = linked(name);
    link.connect();
    WebSocket.last.open();
    assert.deepEqual(WebSocket.last.sent, [beat]);
    assert.equal(link.status.state, 'connecting');
    WebSocket.last.receive(answer);
    assert.equal(link.status.state, 'online');
    assert.deepEqual(WebSocket.last.protocols, []);
    link.dispose();
  });

  test(`${name} beats after ${intervalMs / 1000} s without a frame, and measures the way there and back`, () => {
    const { clock, WebSocket, link } = up(name);
    for (let beats = 2; beats < 5; beats += 1) {
      clock.advance(intervalMs - 1);
      assert.equal(WebSocket.last.sent.length, beats - 1);
      clock.advance(1);
      assert.equal(WebSocket.last.sent.at(-1), beat);
      assert.equal(WebSocket.last.sent.length, beats);
      clock.advance(100 + beats);
      WebSocket.last.receive(answer);
      assert.equal(link.status.rttMs, 100 + beats);
    }
    assert.equal(link.status.state, 'online');
  });

  test(`${name} holds any frame for life, and ends a link that is silent ${timeoutMs / 1000} s after a beat`, () => {
    const { clock, WebSocket, link, endings } = up(name);
    clock.advance(intervalMs + timeoutMs - 1);
    WebSocket.last.receive('something else');
    clock.advance(intervalMs + timeoutMs - 1);
    assert.deepEqual(endings, []);
    clock.advance(1);
    assert.equal(endings[0].cause, 'heartbeat');
    assert.equal(link.status.state, 'waiting');
  });

  test(`${name} is not measured by frames that are no answer`, () => {
    const { clock, WebSocket, link } = up(name);
    const before = link.status.rttMs;
    clock.advance(intervalMs + 700);
    WebSocket.last.receive('{"some":"news"}');
    assert.equal(link.status.rttMs, before);
  });
}

for (const name of SILENT) {
  test(`${name} is online once it is open, and sends nothing by itself`, () => {
    const { clock, WebSocket, link, endings } = up(name);
    assert.equal(link.status.state, 'online');
    clock.advance(3_600_000);
    assert.deepEqual(WebSocket.last.sent, []);
    assert.deepEqual(endings, []);
    assert.equal(clock.pending, 0);
  });

  test(`${name} beats where the page asks for it: text ping, text pong`, () => {
    const { clock, WebSocket, link } = up(name, { heartbeat: { intervalMs: 1_000, timeoutMs: 500, first: 'at once' } });
    assert.deepEqual(WebSocket.last.sent, ['ping']);
    clock.advance(30);
    WebSocket.last.receive('pong');
    assert.equal(link.status.rttMs, 30);
  });
}

for (const name of Object.keys(presets)) {
  test(`${name}: a clean close never reconnects, whoever closed`, () => {
    const theirs = up(name);
    theirs.WebSocket.last.end(1000);
    const ours = up(name);
    ours.link.close('done');
    for (const [{ link, clock, page, WebSocket, endings }, cause] of [[theirs, 'peer'], [ours, 'page']]) {
      page.show('visible');
      page.online(true);
      clock.advance(3_600_000);
      assert.equal(WebSocket.all.length, 1);
      assert.equal(link.status.state, 'closed');
      assert.deepEqual(endings.map((ending) => [ending.cause, ending.code, ending.clean]), [[cause, 1000, true]]);
    }
  });

  test(`${name}: one failure, told by error and by close, makes one new socket`, () => {
    const { WebSocket, clock, endings } = up(name);
    WebSocket.last.fail();
    clock.advance(2_000);
    assert.equal(WebSocket.all.length, 2);
    assert.equal(endings[0].code, 1006);
    assert.equal(endings[0].clean, false);
  });

  test(`${name} is left without a word when the page is, and leaves nothing behind when disposed`, () => {
    const { page, clock, link, WebSocket } = up(name);
    page.window.dispatchEvent(new Event('pagehide'));
    assert.deepEqual(WebSocket.last.closes, []);
    link.dispose();
    assert.equal(clock.pending, 0);
    assert.equal(page.listeners, 0);
  });
}
