import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tellLogin } from '../../../static/chat/page/login-news.js';

Object.assign(globalThis, { django: { gettext: (text) => text }, window: new EventTarget() });
const { tellLogIn } = await import('../../../static/playground/page-life.js');

test('what the chat tells of a log-in wakes the link, and of a log-out it does not', () => {
  let told = 0;
  tellLogIn(() => (told += 1));
  const storage = { setItem: (key, newValue) => window.dispatchEvent(Object.assign(new Event('storage'), { key, newValue })) };
  tellLogin(null, { storage });
  assert.equal(told, 0);
  tellLogin('7', { storage });
  assert.equal(told, 1);
});
