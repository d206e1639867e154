// A page of somebody else's, in strict TypeScript: it has the folder static/lifeline and nothing of
// ours. It is compiled (`make check`), never run.
import type { Ending, LinkEvents, LinkOptions, Status } from '../../../static/lifeline/index.js';
import { HttpSocket, Link, LinkError, closeCode, diagnosisBy, fallbackTo, httpDiagnosis, httpFallback, plainDialect, presets, socketUrl, systemClock } from '../../../static/lifeline/index.js';

const link = new Link({ url: socketUrl('/ws/'), ...presets.javaEndpoint, maxTries: 5 });

const undo: () => void = link.on('state', ({ state, retryAt }) => {
  if (state === 'waiting') console.log(`again in ${retryAt - systemClock.now()} ms`);
});
link.addEventListener('close', (event) => console.log(event.detail.code, event.detail.cause));
link.addEventListener('rtt', ({ detail: { ms } }) => console.log(ms.toFixed()), { once: true });
const drained = (event: CustomEvent<LinkEvents['drain']>): void => console.log(event.detail);
link.addEventListener('drain', drained);
link.removeEventListener('drain', drained);
link.addEventListener('frame:news', (event) => console.log(event.type));

export function words(status: Readonly<Status>): string {
  if (status.state === 'offline') return new Date(status.retryAt).toISOString();
  return status.state === 'refused' ? `${status.code ?? ''} ${status.reason ?? ''}` : status.state;
}

export const optionsFor = (url: string): LinkOptions => ({ url, heartbeat: { intervalMs: 20_000 } });
export const fatal = ({ code }: Ending): boolean => code === 1000;
link.on('close', ({ cause, code, clean, uptimeMs }) => console.log(cause, closeCode(code).meaning, clean, uptimeMs));
link.on('binary', (data) => console.log(data.byteLength));
link.on('rtt', ({ ms }) => console.log(ms.toFixed()), { signal: AbortSignal.timeout(1_000) });
link.handle('news', (frame) => console.log(frame.text));

const outcome: 'sent' | 'queued' | 'refused' = link.send({ type: 'hello' });
link.send('text');
link.send(new Uint8Array([1, 2, 3]));

export async function begin(): Promise<string> {
  try {
    await link.connect();
    await link.flushed();
    return link.status.state;
  } catch (error) {
    if (error instanceof LinkError) return `${error.state} ${error.code ?? ''}`;
    throw error;
  }
}

// What is no state, event, preset or option must not compile.
// @ts-expect-error
link.on('states', () => {});
// @ts-expect-error
if (link.status.state === 'up') undo();
// @ts-expect-error
if (link.status.state === 'online') console.log(link.status.retryAt + 1);
// @ts-expect-error
link.addEventListener('close', (event) => console.log(event.detail.weather));
// @ts-expect-error
new Link({ url: 'wss://a.example/', heartbeat: { interval: 10 } });
// @ts-expect-error
new Link({ ...presets.javaEndpoint });
// @ts-expect-error
link.on('close', ({ cause }) => cause === 'weather');

new Link({
  url: () => `wss://a.example/?token=${Date.now()}`,
  dialect: plainDialect({ ping: () => ({ beat: 1 }), isAnswer: (frame) => frame?.beat === 1, typeField: 'kind' }),
  heartbeat: { intervalMs: 20_000, timeoutMs: 5_000, first: 'at once' },
  backoff: { baseMs: 500, capMs: 60_000, grows: 'linear', jitter: true },
  queue: { frames: 10, bytes: 10_000 },
  diagnose: httpDiagnosis({ url: '/ws/' }),
  fallback: httpFallback({ stream: '/stream/', frames: '/frames/', headers: () => ({ 'X-CSRFToken': 'x' }) }),
});

new Link({
  url: 'wss://a.example/',
  diagnose: diagnosisBy(async (signal) => ({ finding: signal.aborted ? 'unreachable' : 'blocked', detail: 'words' })),
  fallback: fallbackTo(() => new HttpSocket({ stream: '/stream/', frames: '/frames/' })),
});
// @ts-expect-error
new Link({ url: 'wss://a.example/', diagnose: diagnosisBy(async () => ({ finding: 'bored' })) });
// @ts-expect-error
new Link({ url: 'wss://a.example/', fallback: () => new HttpSocket({ stream: '/stream/', frames: '/frames/' }) });
if (outcome === 'refused') link.reconnect();
link.dispose();
