/**
 * Several listeners per event, removable, and none can stop another.
 *
 * @template {Record<string, any>} Events  event name → what listeners are given
 */
export class Emitter {
  /** Per event each listener with what removes it. @type {Map<keyof Events, Map<(detail: any) => void, () => void>>} */
  #listeners = new Map();

  /**
   * @template {keyof Events} Name
   * @param {Name} name
   * @param {(detail: Events[Name]) => void} listener
   * @param {{ signal?: AbortSignal }} [options]  An aborted signal removes the listener.
   * @returns {() => void} removes the listener; calling it again does nothing
   */
  on(name, listener, { signal } = {}) {
    // A wrapper of its own, so that the same function may be registered twice.
    const entry = (/** @type {Events[Name]} */ detail) => listener(detail);
    const undo = () => {
      this.#listeners.get(name)?.delete(entry);
      signal?.removeEventListener('abort', undo);
    };
    if (signal?.aborted) return undo;
    this.#of(name).set(entry, undo);
    signal?.addEventListener('abort', undo);
    return undo;
  }

  /**
   * @template {keyof Events} Name
   * @param {Name} name
   * @param {Events[Name]} detail
   */
  emit(name, detail) {
    for (const listener of [...this.#of(name).keys()]) {
      try {
        listener(detail);
      } catch (error) {
        report(error);
      }
    }
  }

  /** Removes every listener. */
  clear() {
    for (const listeners of this.#listeners.values()) {
      for (const undo of [...listeners.values()]) undo();
    }
  }

  /** @param {keyof Events} name */
  #of(name) {
    let listeners = this.#listeners.get(name);
    if (!listeners) this.#listeners.set(name, (listeners = new Map()));
    return listeners;
  }
}

/**
 * The page's own error handling sees it (window.onerror), the caller of emit does not.
 * @param {unknown} error
 */
function report(error) {
  if (typeof globalThis.reportError === 'function') globalThis.reportError(error);
  else console.error(error);
}
