/**
 * What the browser says about page and network. None of it is believed: it only makes the link
 * look for itself. Nothing is closed in `pagehide`, and there is no `unload` listener: the browser
 * says 1001 by itself when a page is left, and may keep the page for the way back (bfcache).
 *
 * @typedef {object} PageListener
 * @property {() => void} wake  Somebody may be looking again, or the network may be back.
 * @property {() => void} age  What we know is about to get old; let no verdict rest on it.
 * @property {(online: boolean) => void} network  What the browser believes about the network.
 *
 * @typedef {object} Page  what is needed of `globalThis` in a page
 * @property {EventTarget} window
 * @property {EventTarget & { visibilityState: string }} document
 * @property {{ onLine: boolean }} navigator
 */

/** @returns {Page | null} null where there is no page (workers, Node) */
export function currentPage() {
  if (typeof window === 'undefined' || typeof document === 'undefined') return null;
  return { window, document, navigator };
}

/**
 * @param {Page | null} page
 * @param {PageListener} listener
 * @returns {() => void} removes every listener
 */
export function watchPage(page, listener) {
  if (!page) return () => {};
  const { window, document } = page;
  const abort = new AbortController();
  const { signal } = abort;
  window.addEventListener('online', () => listener.network(true), { signal });
  window.addEventListener('offline', () => listener.network(false), { signal });
  window.addEventListener('pageshow', () => listener.wake(), { signal });
  window.addEventListener('pagehide', () => listener.age(), { signal });
  // These fire on the document and do not bubble.
  document.addEventListener('resume', () => listener.wake(), { signal });
  document.addEventListener('freeze', () => listener.age(), { signal });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') listener.wake();
  }, { signal });
  return () => abort.abort();
}
