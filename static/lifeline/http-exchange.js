/** One POST of the HTTP twin: lines there, lines back as they come. */

const TYPE = 'application/x-ndjson';
/** A proxy's: the way is good, and the server behind it is away. */
const GATEWAY = [502, 504];
const [BROKEN, BAD_GATEWAY] = [1006, 1014];
/** What a status means as the end of a link (docs/protocol.md, Close codes); others say nothing of us. */
const CODES = new Map([[401, 4401], [403, 4403], [404, 4404], [413, 4009], [429, 4429], [503, 4013]]);
/** Statuses after which asking again by oneself is no use. */
const FINAL = [401, 403, 404];

/**
 * @typedef {(input: string, init: RequestInit) => Promise<Response>} Fetch
 *
 * @typedef {object} Exchange
 * @property {Fetch} fetch
 * @property {string} url
 * @property {Record<string, string>} headers
 * @property {string[]} lines
 * @property {AbortSignal} signal
 * @property {() => void} heard  Something came, perhaps less than a line.
 * @property {(line: string) => void} line
 */

/** Not taken; `code` as of a close, `bye` the frame as on a WebSocket, where the server said why. */
export class HttpRefusal extends Error {
  /** @param {number} status @param {number} code @param {Record<string, any> | null} [bye] */
  constructor(status, code, bye = null) {
    super(bye?.reason ?? `HTTP ${status}`);
    this.code = code;
    this.bye = bye;
  }
}

/**
 * Returns when the answer is complete.
 * @param {Exchange} exchange
 * @throws {HttpRefusal}; or what `fetch` throws: the network's fault, or aborted
 */
export async function exchange({ fetch, url, headers, lines, signal, heard, line }) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': TYPE, ...headers },
    body: lines.join('\n'),
    credentials: 'same-origin',
    cache: 'no-store',
    // What leads elsewhere is no answer of ours: a log-in page, or a hotel's network.
    redirect: 'error',
    signal,
  });
  if (!response.ok || !response.headers.get('Content-Type')?.startsWith(TYPE)) throw await refusal(response);
  if (!response.body) return;
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  for (let part = await reader.read(); !part.done && !signal.aborted; part = await reader.read()) {
    heard();
    const whole = (rest + decoder.decode(part.value, { stream: true })).split('\n');
    rest = whole.pop() ?? '';
    // In between somebody may have enough.
    for (const text of whole) if (text && !signal.aborted) line(text);
  }
}

/**
 * @param {Response} response
 * @returns {Promise<HttpRefusal>}
 */
async function refusal(response) {
  const { status } = response;
  const code = CODES.get(status);
  if (!code) return new HttpRefusal(status, GATEWAY.includes(status) ? BAD_GATEWAY : BROKEN);
  const said = await response.json().catch(() => null);
  const retryMs = 1000 * (Number(response.headers.get('Retry-After')) || 0);
  return new HttpRefusal(status, code, {
    type: 'bye',
    code,
    reason: typeof said?.detail === 'string' ? said.detail : `HTTP ${status}`,
    reconnect: !FINAL.includes(status),
    retry_ms: retryMs,
    // Many are told the same moment.
    spread_ms: retryMs,
  });
}
