/**
 * Tells when the page may stand still (frozen, or kept for the way back) and when it goes on. An
 * ordinary leaving looks the same: nobody can know whether there will be a way back.
 *
 * @param {{ window: EventTarget, document: EventTarget } | null} page  null: there is none
 * @param {{ away: () => void, back: () => void }} listener  in turns
 * @returns {() => void} removes every listener
 */
export function watchLife(page, listener) {
  const abort = new AbortController();
  const { signal } = abort;
  let here = true;
  const turn = (/** @type {boolean} */ now) => () => {
    if (now === here) return;
    here = now;
    if (now) listener.back();
    else listener.away();
  };
  page?.window.addEventListener('pagehide', turn(false), { signal });
  page?.window.addEventListener('pageshow', turn(true), { signal });
  // These fire on the document and do not bubble.
  page?.document.addEventListener('freeze', turn(false), { signal });
  page?.document.addEventListener('resume', turn(true), { signal });
  return () => abort.abort();
}
