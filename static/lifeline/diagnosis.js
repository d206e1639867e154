import * as clocks from './clock.js';
import { closeCode } from './close-codes.js';
import { diagnosisBy } from './inquiry.js';
import * as settings from './options.js';

/** Who asks wants to tell a person something: sooner than they would look elsewhere. */
const TIMEOUT_MS = 5_000;
/** A server may be away for an hour, but a page that does not look for so long seems broken. */
const LONGEST_WAIT_MS = 10 * 60 * 1000;
/** A sentence or two; what is longer was not meant for people. */
const DETAIL_CHARS = 300;
/** Everybody who was turned away comes back: the spread that the close codes of the same meaning have. */
const RESTART_SPREAD_MS = closeCode(1012).spreadMs;
const OVERLOAD_SPREAD_MS = closeCode(1013).spreadMs;

/**
 * @typedef {object} DiagnosisOptions
 * @property {string | (() => string)} url  the WebSocket's address, ws: or wss:. Default: none. Of
 *   another origin than the page's the browser hides every answer, and the finding is
 *   'unreachable' even where the server is well: give `diagnose` only for your own.
 * @property {typeof globalThis.fetch} [fetch]  default the browser's
 * @property {clocks.Clock} [clock]  default the system's
 * @property {() => boolean} [online]  what the browser believes about the network; only its no
 *   is believed. Default `navigator.onLine`
 */

/**
 * Asks by HTTP what a failed WebSocket does not say: a page learns of a refused handshake, a
 * restart and a proxy that knows no WebSocket the same, 1006. One GET of the WebSocket's own
 * address, which a server answers with 426 if a WebSocket would be welcome (docs/protocol.md).
 *
 * @example
 * const url = socketUrl('/ws/chat/');
 * const link = new Link({ url, diagnose: httpDiagnosis({ url }) });
 *
 * @param {DiagnosisOptions} options
 */
export function httpDiagnosis(options) {
  return diagnosisBy(httpQuestion(options));
}

/**
 * Asks once each time it is called.
 *
 * @param {DiagnosisOptions} options
 * @returns {(signal?: AbortSignal) => Promise<settings.Diagnosis>} rejects only when aborted
 */
export function httpQuestion({ url, fetch = (...given) => globalThis.fetch(...given), clock = clocks.systemClock, online = browserOnline }) {
  return async (signal) => {
    signal?.throwIfAborted();
    const address = httpAddress(typeof url === 'function' ? url() : url);
    const abort = new AbortController();
    const stop = () => abort.abort();
    const timer = new clocks.Timer(clock, stop);
    timer.start(TIMEOUT_MS);
    signal?.addEventListener('abort', stop);
    try {
      return await ask(() => fetch(address, { ...REQUEST, signal: abort.signal }), clock);
    } catch {
      signal?.throwIfAborted();
      return { finding: online() ? 'unreachable' : 'no-network' };
    } finally {
      timer.stop();
      signal?.removeEventListener('abort', stop);
    }
  };
}

/** @type {RequestInit} */
const REQUEST = {
  cache: 'no-store',
  credentials: 'same-origin',
  headers: { Accept: 'application/json' },
  // Nothing of ours redirects: it is somebody in between (a hotel asks for the room number).
  redirect: 'manual',
};

function browserOnline() {
  return globalThis.navigator?.onLine !== false;
}

/** @param {string} address  ws: or wss: */
function httpAddress(address) {
  return address.replace(/^ws/i, 'http');
}

/**
 * @param {() => Promise<Response>} request @param {clocks.Clock} clock
 * @returns {Promise<settings.Diagnosis>}
 */
async function ask(request, clock) {
  const response = await request();
  const detail = await detailOf(response);
  return { ...judge(response, clock.now()), ...(detail && { detail }) };
}

/**
 * @param {Response} response @param {number} now  ms since 1970
 * @returns {settings.Diagnosis}
 */
function judge({ status, headers }, now) {
  switch (status) {
    case 401: return { finding: 'logged-out' };
    case 403:
    case 404: return { finding: 'refused' };
    case 429: return { finding: 'rate-limited', ...waitOf(headers, now, OVERLOAD_SPREAD_MS) };
    case 502:
    case 503:
    case 504: return { finding: 'restarting', ...waitOf(headers, now, RESTART_SPREAD_MS) };
    default: return { finding: 'blocked' };
  }
}

/**
 * Retry-After, in seconds or as a date (RFC 9110, 10.2.3); nothing where there is none to obey.
 * @param {Headers} headers @param {number} now @param {number | undefined} spreadMs
 */
function waitOf(headers, now, spreadMs) {
  const value = headers.get('retry-after');
  if (value === null) return {};
  const asked = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - now;
  if (!(asked >= 0)) return {};
  return { retryMs: Math.min(asked, LONGEST_WAIT_MS), spreadMs };
}

/**
 * The server's words where it speaks JSON. A proxy's page is not read to its end.
 * @param {Response} response
 * @returns {Promise<string | undefined>}
 */
async function detailOf(response) {
  if (!response.headers.get('content-type')?.startsWith('application/json')) {
    await response.body?.cancel();
    return undefined;
  }
  const answer = await response.json().catch(() => null);
  return typeof answer?.detail === 'string' ? answer.detail.slice(0, DETAIL_CHARS) : undefined;
}
