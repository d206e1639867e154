import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { fakeDom } from '../support/dom.js';
import { settle } from '../support/wait.js';

const { byId } = fakeDom();
Object.assign(document, { cookie: 'csrftoken=secret' });
const storage = new Map();
globalThis.localStorage = {
  setItem: (key, value) => storage.set(key, value),
  getItem: (key) => storage.get(key) ?? null,
  removeItem: (key) => storage.delete(key),
  key: (index) => [...storage.keys()][index] ?? null,
  get length() {
    return storage.size;
  },
};
let went;
globalThis.location = { assign: (path) => (went = path) };
let asked;
let answer;
globalThis.fetch = (path, options) => (asked.push({ path, ...options }), answer());

const { sendLogOut } = await import('../../../static/chat/page/log-out-form.js');
const { onLogin, tellLogin } = await import('../../../static/chat/page/login-news.js');
const form = byId('log-out-form');
form.action = '/accounts/logout/';
form.dataset.next = '/';
const button = form.querySelector('button');
const { reset } = sendLogOut();
const words = () => byId('log-out-trouble').textContent;

beforeEach(() => {
  storage.clear();
  [asked, went] = [[], undefined];
  reset();
});

const press = async () => {
  form.requestSubmit();
  await settle();
};

test('who logs out is led on, the other tabs know, and nothing begun is left', async () => {
  storage.set('lifeline-draft/7/r', 'begun');
  answer = async () => new Response(null, { status: 204 });
  await press();
  assert.deepEqual([asked.length, asked[0].method, asked[0].path], [1, 'POST', '/accounts/logout/']);
  assert.equal(asked[0].headers['X-CSRFToken'], 'secret');
  assert.equal(went, '/');
  assert.deepEqual([...storage.keys()], ['lifeline-login']);
});

test('without a server the page stays, says that one may still be logged in, and can be asked again', async () => {
  answer = () => Promise.reject(new TypeError('Failed to fetch'));
  await press();
  assert.equal(went, undefined);
  assert.match(words(), /may still be logged in/);
  assert.equal(button.disabled, false);
  assert.equal(storage.size, 0);
  answer = async () => new Response(null, { status: 204 });
  form.requestSubmit();
  assert.equal(words(), '');
  await settle();
  assert.equal(went, '/');
});

test('a server that cannot do it now says why', async () => {
  answer = async () => new Response('{"code":"unavailable","detail":"Wait a little."}', { status: 503 });
  await press();
  assert.deepEqual([went, words()], [undefined, 'Wait a little.']);
  answer = async () => new Response('<h1>403</h1>', { status: 403 });
  await press();
  assert.match(words(), /Reload the page/);
});

test('a press while it is under way is one log-out', async () => {
  answer = () => new Promise(() => {});
  await press();
  assert.equal(button.disabled, true);
});

/** A tab that listens, and what it heard. */
function listen() {
  const abort = new AbortController();
  const heard = [];
  onLogin((whose, returned) => heard.push(returned ? ['returned', whose] : whose), { window, signal: abort.signal, storage: globalThis.localStorage });
  return { heard, abort };
}

/** What a tab writes when it tells that. */
function told(whose) {
  tellLogin(whose);
  return storage.get('lifeline-login');
}

const stored = (key, newValue) => window.dispatchEvent(Object.assign(new Event('storage'), { key, newValue }));
const shown = (persisted) => window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted }));

test('a tab hears who logged in, and that somebody logged out, and nothing else', () => {
  const { heard } = listen();
  stored('lifeline-login', told('7'));
  stored('lifeline-login', told(null));
  stored('drafts', told('8'));
  stored('lifeline-login', null);
  assert.deepEqual(heard, ['7', null]);
});

test('that somebody is who they were is told anew, for a tab whose login had ended', () => {
  assert.notEqual(told('7'), told('7'));
  assert.notEqual(told(null), told(null));
});

test('a page that comes back from the bfcache hears what it missed', () => {
  const { heard } = listen();
  shown(true);
  assert.deepEqual(heard, []);
  tellLogin('9');
  shown(false);
  assert.deepEqual(heard, []);
  shown(true);
  assert.deepEqual(heard, [['returned', '9']]);
});

test('who no longer listens hears nothing', () => {
  const { heard, abort } = listen();
  abort.abort();
  stored('lifeline-login', told('7'));
  shown(true);
  assert.deepEqual(heard, []);
});
