/**
 * Several listeners per event, removable, and none can stop another. An EventTarget: each event is a
 * CustomEvent whose `detail` is what `on` hands to its listeners.
 *
 * @template {Record<string, any>} Events  event name → what listeners are given
 */
export class Emitter extends EventTarget {
  /** What removes each listener that `on` added. @type {Set<() => void>} */
  #undos = new Set();

  /**
   * @template {keyof Events & string} Name
   * @param {Name} name
   * @param {(detail: Events[Name]) => void} listener
   * @param {{ signal?: AbortSignal }} [options]  An aborted signal removes the listener.
   * @returns {() => void} removes the listener; calling it again does nothing
   */
  on(name, listener, { signal } = {}) {
    // A wrapper of its own, so that the same function may be registered twice.
    const heard = (/** @type {Event} */ event) => guarded(() => listener(/** @type {CustomEvent} */ (event).detail));
    const undo = () => {
      this.#undos.delete(undo);
      this.removeEventListener(name, heard);
      signal?.removeEventListener('abort', undo);
    };
    if (signal?.aborted) return undo;
    this.#undos.add(undo);
    this.addEventListener(name, heard);
    signal?.addEventListener('abort', undo);
    return undo;
  }

  /**
   * @template {keyof Events & string} Name
   * @param {Name} name
   * @param {Events[Name]} detail
   */
  emit(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  /** Removes every listener that `on` added. */
  clear() {
    for (const undo of [...this.#undos]) undo();
  }
}

/**
 * Calls what is not ours. Where it throws, the page's own error handling sees it (window.onerror),
 * the caller does not.
 * @param {() => void} call
 */
export function guarded(call) {
  try {
    call();
  } catch (error) {
    report(error);
  }
}

/** @param {unknown} error */
export function report(error) {
  if (typeof globalThis.reportError === 'function') globalThis.reportError(error);
  else console.error(error);
}
