import { Link } from '../../../static/lifeline/link.js';
import { FakeClock } from './clock.js';
import { FakePage } from './page.js';
import { fakeWebSocket } from './socket.js';

export const WELCOME = { type: 'welcome', heartbeat: { interval_ms: 10_000, timeout_ms: 4_000 } };

/** Links of one page to one host wait for each other; those of tests do not. */
let hosts = 0;

/** A link that has not been started, on a clock that stands still. Random is one half. */
export function linked(options = {}) {
  const clock = new FakeClock();
  const page = new FakePage();
  const { WebSocket = fakeWebSocket() } = options;
  hosts += 1;
  const link = new Link({ url: `ws://test-${hosts}/ws/`, clock, page, random: () => 0.5, ...options, WebSocket });
  const endings = [];
  const states = [];
  link.on('close', (ending) => endings.push(ending));
  link.on('state', ({ state }) => states.push(state));
  return { clock, page, WebSocket, link, endings, states };
}

/** A link that has been welcomed. */
export function up(options) {
  const all = linked(options);
  all.link.connect();
  welcome(all.WebSocket.last);
  return { ...all, socket: all.WebSocket.last };
}

/** The server lets it in. */
export function welcome(socket) {
  socket.open();
  socket.receive(WELCOME);
}
