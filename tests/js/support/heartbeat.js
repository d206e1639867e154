import { Heartbeat } from '../../../static/lifeline/heartbeat.js';
import { FakeClock } from './clock.js';

export const TIMES = { intervalMs: 10_000, timeoutMs: 4_000 };

/** Up, its first question to come after the whole interval: random is as good as 1. */
export function beating({ times = TIMES, random = () => 1 } = {}) {
  const clock = new FakeClock();
  const asked = [];
  const deaths = [];
  const heartbeat = new Heartbeat({ clock, random, times, ask: (n) => asked.push(n), dead: () => deaths.push(clock.now()) });
  heartbeat.start();
  return { clock, heartbeat, asked, deaths };
}

/** The same, past its first question. */
export function settled() {
  const all = beating();
  all.heartbeat.probe();
  all.heartbeat.heard();
  all.asked.length = 0;
  return all;
}
