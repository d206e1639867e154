// Links of one process, as pages have them: `node crowd.js URL COUNT`, a cookie a line in stdin, of
// whom each gets its share. First all come, AT_ONCE at a time; then they are left to themselves.
// Each line of the output is JSON: ["up" | "down", which link, milliseconds since 1970, cause].

import { createInterface } from 'node:readline/promises';

import WebSocket from 'ws';

import { Link } from '../../../static/lifeline/index.js';

const AT_ONCE = 16;
const [url, count] = process.argv.slice(2);
const cookies = [];
for await (const line of createInterface({ input: process.stdin })) cookies.push(line);

const say = (...what) => process.stdout.write(`${JSON.stringify(what)}\n`);

/** @param {number} number */
function makeLink(number) {
  const headers = { Cookie: cookies[number % cookies.length] };
  class CookieSocket extends WebSocket {
    /** @param {string} _ @param {string[]} protocols */
    constructor(_, protocols) {
      super(url, protocols, { headers, perMessageDeflate: false });
      this.on('error', () => {}); // a `close` follows, as in browsers
    }
  }
  // A host of its own: links of one page to one host take turns, those of a thousand pages do not.
  const link = new Link({ url: `ws://page-${number}.invalid/`, WebSocket: CookieSocket, page: null });
  let up = false;
  link.on('open', () => link.send({ type: 'hello', client: 'crowd/1', rooms: {} }));
  link.on('state', ({ state }) => {
    if (state === 'online' && !up) say('up', number, Date.now(), '');
    up = state === 'online';
  });
  link.on('close', ({ cause }) => say('down', number, Date.now(), cause));
  return link;
}

const links = Array.from({ length: Number(count) }, (_, number) => makeLink(number));
const coming = links.values();
/** One after the other, as many of these at once as AT_ONCE. */
async function come() {
  for (const link of coming) {
    link.connect();
    await new Promise((resolve) => {
      const undo = link.on('state', ({ state }) => {
        if (state !== 'online') return;
        undo();
        resolve(null);
      });
    });
  }
}
await Promise.all(Array.from({ length: AT_ONCE }, come));
