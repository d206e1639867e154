/** The JSON beside the socket: rooms to join, join, leave, create; the daily visit; logging out. */
import { gettext } from './text.js';

/** A link that is half-open lets a request hang for minutes. Nobody waits so long for a button. */
const PATIENCE_MS = 15_000;

/** What the server said no to, in its words. */
export class HttpError extends Error {
  /**
   * @param {string} code as in the protocol; `unreachable` if there was no answer
   * @param {string} detail for people
   */
  constructor(code, detail) {
    super(detail);
    this.code = code;
  }
}

/**
 * @param {'GET' | 'POST'} method
 * @param {string} path
 * @param {object} [body] sent as JSON
 * @returns {Promise<any>} the answer's JSON; undefined for 204. Rejects with HttpError
 */
export async function request(method, path, body) {
  const response = await reach(path, {
    method,
    headers: { Accept: 'application/json', 'Content-Type': 'application/json', 'X-CSRFToken': csrfToken() },
    signal: AbortSignal.timeout(PATIENCE_MS),
    body: body && JSON.stringify(body),
  });
  if (response.status === 204) return undefined;
  const answer = await response.json().catch(() => null);
  if (response.ok && answer !== null) return answer;
  throw new HttpError(answer?.code ?? String(response.status), answer?.detail ?? unexplained());
}

/**
 * @param {string} path
 * @param {RequestInit} options
 */
async function reach(path, options) {
  try {
    return await fetch(path, options);
  } catch {
    const detail = gettext('The server cannot be reached. Try again when you are connected.');
    throw new HttpError('unreachable', detail);
  }
}

function unexplained() {
  return gettext('The server could not do this. Reload the page and try again.');
}

/** For whatever asks the server by other ways. */
export function csrfToken() {
  return /(?:^|; )csrftoken=([^;]*)/.exec(document.cookie)?.[1] ?? '';
}
