// A person's pages without a browser, one after the other, all with the same outbox: `node main.js`.
// The first line of stdin is JSON { name, origin, cookie }, each other one an order { do, … }. Each
// line of stdout is JSON: a record of the history, { answer } to an order, or { trouble }.

import 'fake-indexeddb/auto';

import { createInterface } from 'node:readline';

import { OwnPosts } from './posts.js';
import { Page } from './page.js';
import { Records } from './records.js';

const CONFIG = /<script id="lifeline-config" type="application\/json">(.*?)<\/script>/s;
const LOAD_TIMEOUT_MS = 3_000;
const LOAD_AGAIN_MS = 300;
const LOOK_EVERY_MS = 50;

const say = (/** @type {object} */ line) => process.stdout.write(`${JSON.stringify(line)}\n`);
const trouble = (/** @type {unknown} */ what) => say({ trouble: String(what instanceof Error ? what.stack : what) });
const pause = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));
process.on('uncaughtException', trouble);
console.error = (...what) => trouble(what.join(' '));

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const { name, origin, cookie } = JSON.parse((await lines.next()).value);
const records = new Records(name, say);
const { person, ws, rooms } = await configuration();
const mine = new OwnPosts(records, person.id);
const url = origin.replace(/^http/, 'ws') + ws;
let page = load(true);
/** Only the latest wait counts. */
let waits = 0;
say({ answer: 'loaded' });

/** What a person or a device does. @type {Record<string, (order: any) => unknown>} */
const ORDERS = {
  post: ({ pick, body }) => page.post(pick, body),
  cut: () => page.cut(),
  stall: () => page.stall(),
  flow: () => page.flow(),
  retry: () => page.retry(),
  reload: () => {
    page.leave();
    page = load(false);
  },
  crash: () => {
    page.cut();
    ORDERS.reload({});
  },
  whole,
  end: () => {
    page.end();
    page.leave();
    say({ answer: 'ended' });
  },
};
for (let line = await lines.next(); !line.done; line = await lines.next()) {
  const order = JSON.parse(line.value);
  ORDERS[order.do](order);
}

/** As the page has it from Django. */
async function configuration() {
  const html = await loaded();
  const found = CONFIG.exec(html);
  if (!found) throw new Error(`that is not the chat's page: nobody is logged in.\n${html.slice(0, 500)}`);
  return JSON.parse(found[1]);
}

/** Tries until it comes, as a person reloads. */
async function loaded() {
  for (;;) {
    try {
      const signal = AbortSignal.timeout(LOAD_TIMEOUT_MS);
      const reply = await fetch(`${origin}/chat/`, { headers: { Cookie: cookie }, signal });
      if (reply.ok) return await reply.text();
      records.link(`cannot load the page: ${reply.status}`);
    } catch (error) {
      records.link(`cannot load the page: ${error}`);
    }
    await pause(LOAD_AGAIN_MS);
  }
}

/** @param {boolean} first */
function load(first) {
  records.link(first ? 'loads the page' : 'loads the page again');
  return new Page({ url, cookie, person, rooms, records, mine, first, trouble });
}

/** Answers once all is there; until then says what is not, whenever that changes. @param {{ heads: Record<string, [number, string]> }} order */
async function whole({ heads }) {
  const wait = (waits += 1);
  let told = '';
  while (wait === waits) {
    const lacks = page.lacks(heads);
    if (!lacks) return say({ answer: 'whole' });
    if (lacks !== told) say({ lacks });
    told = lacks;
    await pause(LOOK_EVERY_MS);
  }
}
