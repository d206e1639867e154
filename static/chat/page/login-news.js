/**
 * Whose this browser is by now, told from tab to tab.
 *
 * It is written to localStorage, which tells also on plain http, and from which a page that comes back
 * from the bfcache reads what it missed. A BroadcastChannel would throw such pages out of the bfcache
 * at every page that is opened meanwhile. What does not change makes no event, and that somebody is
 * who they were is news to a tab whose login had ended: so no two values are the same.
 */
import { browserStorage } from '../storage.js';
import { uuid } from '../uuid.js';

const KEY = 'lifeline-login';
const NOBODY = '';
/** Between the person and what makes each news differ from the last: nobody's id has it. */
const MARK = '#';

/**
 * @typedef {object} Surroundings  for tests; default those of the page
 * @property {EventTarget} [window]
 * @property {Storage | null} [storage]
 */

/**
 * Of a page that the server made for that person, or for nobody (null).
 * @param {string | null} personId
 * @param {Surroundings} [surroundings]
 */
export function tellLogin(personId, { storage = browserStorage() } = {}) {
  try {
    storage?.setItem(KEY, (personId ?? NOBODY) + MARK + uuid());
  } catch {
    // Full: the other tabs learn it from the server.
  }
}

/**
 * @param {(personId: string | null, returned: boolean) => void} listener  told what other tabs tell; null:
 *   nobody is logged in. returned: it was told while this page was in the bfcache
 * @param {Surroundings & { signal?: AbortSignal }} [surroundings]  an aborted signal removes the listener
 */
export function onLogin(listener, { signal, window = globalThis.window, storage = browserStorage() } = {}) {
  const tell = (/** @type {string | null} */ value, returned = false) => {
    if (value === null) return;
    const [whose = NOBODY] = value.split(MARK);
    listener(whose === NOBODY ? null : whose, returned);
  };
  window.addEventListener('storage', (event) => {
    const { key, newValue } = /** @type {StorageEvent} */ (event);
    if (key === KEY) tell(newValue);
  }, { signal });
  window.addEventListener('pageshow', (event) => {
    if (/** @type {PageTransitionEvent} */ (event).persisted) tell(storage?.getItem(KEY) ?? null, true);
  }, { signal });
}
