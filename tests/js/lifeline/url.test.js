import assert from 'node:assert/strict';
import { test } from 'node:test';
import { socketUrl } from '../../../static/lifeline/url.js';

test('ws belongs to http pages, wss to https ones, and the host is the page’s own', () => {
  assert.equal(socketUrl('/ws/chat/?x=1', 'http://a.example:8000/chat/#top'), 'ws://a.example:8000/ws/chat/?x=1');
  assert.equal(socketUrl('/ws/chat/', 'https://a.example/chat/'), 'wss://a.example/ws/chat/');
  assert.equal(socketUrl('wss://b.example/x', 'http://a.example/'), 'wss://b.example/x');
});
