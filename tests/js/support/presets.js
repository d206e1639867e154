import { Link } from '../../../static/lifeline/link.js';
import * as presets from '../../../static/lifeline/presets.js';
import { FakeClock } from './clock.js';
import { FakePage } from './page.js';
import { fakeWebSocket } from './socket.js';

const A1 = '{"message":"now","interval":15000}';
const A2 = '{"contentType":"hert","content":"pong","chatType":"hert"}';
/** As requirements A have them; the answers are what our own server says. */
export const BEATING = {
  laravelSwoole: { beat: A1, answer: A1, intervalMs: 15_000, timeoutMs: 15_000 },
  vueChat: { beat: A2, answer: A2, intervalMs: 30_000, timeoutMs: 2_000 },
  javaEndpoint: { beat: 'ping', answer: 'pong', intervalMs: 10_000, timeoutMs: 10_000 },
  jsonString: { beat: '"heartbeat"', answer: '"heartbeat"', intervalMs: 60_000, timeoutMs: 15_000 },
};
export const SILENT = ['nodeWs', 'manySockets', 'callbackRegistry'];

let hosts = 0;

/** A link to a host of its own: those to one host dial one after the other. */
export function linked(name, options = {}) {
  const clock = new FakeClock();
  const page = new FakePage();
  const WebSocket = options.WebSocket === undefined ? fakeWebSocket() : options.WebSocket;
  const link = new Link({ url: `ws://test-${(hosts += 1)}/ws/`, clock, page, random: () => 0.5, ...presets[name], ...options, WebSocket });
  const endings = [];
  const frames = [];
  link.on('close', (ending) => endings.push(ending));
  link.on('frame', ({ frame }) => frames.push(frame));
  return { clock, page, WebSocket, link, endings, frames };
}

/** Online: what answers heartbeats has answered the first. */
export function up(name, options) {
  const all = linked(name, options);
  all.link.connect().catch(() => {});
  reach(all, name);
  return all;
}

function reach({ WebSocket }, name) {
  WebSocket.last.open();
  if (BEATING[name]) WebSocket.last.receive(BEATING[name].answer);
}

/** Dials until it gives up or `tries` have failed; the waits in ms. */
export function waits({ clock, WebSocket, link }, tries) {
  const found = [];
  for (let tried = 0; tried < tries; tried += 1) {
    WebSocket.last.fail();
    if (link.status.retryAt === undefined) break;
    found.push(link.status.retryAt - clock.now());
    clock.advance(found.at(-1));
  }
  return found;
}
