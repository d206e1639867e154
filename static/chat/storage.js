/**
 * The browser's localStorage: what has to be there after a crash, and for the other tabs.
 * @returns {Storage | null} null where the browser denies it (cookies switched off), or there is none
 */
export function browserStorage() {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}
