import { fallbackTo } from '../../../static/lifeline/detour.js';
import { diagnosisBy } from '../../../static/lifeline/inquiry.js';
import { linked, welcome } from './links.js';
import { fakeWebSocket } from './socket.js';
import { settle } from './wait.js';

/** What `diagnose` finds, each time. */
export const finding = (finding) => diagnosisBy(() => Promise.resolve({ finding }));
export const BLOCKED = finding('blocked');

/** A link that has another way. */
export function withFallback(options) {
  const Http = fakeWebSocket();
  return { Http, ...linked({ fallback: fallbackTo(() => new Http('http')), ...options }) };
}

/** A link that has come up by HTTP, since WebSocket does not get through. */
export async function byHttp(options) {
  const all = withFallback({ diagnose: BLOCKED, ...options });
  all.link.connect();
  all.WebSocket.last.fail();
  await settle();
  all.clock.advance(1_000);
  all.WebSocket.last.fail();
  await settle();
  welcome(all.Http.last);
  return all;
}

/** CONNECTING or OPEN, of either way. */
export const live = ({ WebSocket, Http }) => [...WebSocket.all, ...Http.all].filter(({ readyState }) => readyState < 2);

/** Keeps an HTTP link alive while time passes. */
export function pass(all, ms) {
  for (let passed = 0; passed < ms; passed += 5_000) {
    all.clock.advance(5_000);
    all.Http.last.receive({ type: 'events' });
  }
}
