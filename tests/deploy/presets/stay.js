/**
 * A link for every preset, to a real server: `node stay.js URL COOKIE`. Prints, by preset, how many
 * beats were answered and how the link ended, as JSON, once each has had its answers.
 */
import WebSocket from 'ws';
import { Link, presets } from '../../../static/lifeline/index.js';

const ANSWERS = 3;
const DEADLINE_MS = 10_000;
/** The intervals are minutes; what is tested is that beats are answered, not how seldom they come. */
const TIMES = { intervalMs: 100, timeoutMs: 5_000 };

const [url, cookie] = process.argv.slice(2);

class LoggedInSocket extends WebSocket {
  constructor(address, protocols) {
    super(address, protocols, { headers: { Cookie: cookie } });
  }
}

const fared = Object.fromEntries(Object.entries(presets).map(([name, preset]) => [name, watched(name, preset)]));
await Promise.race([Promise.all(Object.values(fared).map(({ answered }) => answered)), deadline()]);
console.log(JSON.stringify(Object.fromEntries(Object.entries(fared).map(([name, { link, told }]) => [name, { ...told, state: link.status.state }]))));
for (const { link } of Object.values(fared)) link.dispose();

/** One link; those that have no heartbeat of their own are given one, of the text `ping`. */
function watched(name, preset) {
  const heartbeat = { first: 'at once', ...preset.heartbeat, ...TIMES };
  const link = new Link({ url: `${url}?key=${name}`, ...preset, heartbeat, WebSocket: LoggedInSocket, page: null });
  const told = { pings: 0, answers: 0, endings: [] };
  link.on('ping', () => (told.pings += 1));
  link.on('close', ({ cause, code }) => told.endings.push(`${cause} ${code}`));
  const answered = new Promise((resolve) => link.on('rtt', () => (told.answers += 1) >= ANSWERS && resolve()));
  link.connect().catch(() => {});
  return { link, told, answered };
}

function deadline() {
  return new Promise((resolve) => setTimeout(resolve, DEADLINE_MS).unref());
}
