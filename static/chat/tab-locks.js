import { uuid } from './uuid.js';

/** What the names of our locks begin with; the rest is the tab. */
const PREFIX = 'lifeline-tab-';

/**
 * Which tabs of this browser live, by Web Locks: each holds a lock of its own name, which the
 * browser frees however the tab ends. On plain http, and in old browsers, there are no locks.
 *
 * A page that holds a lock is not kept for the way back, one that has a request waiting would be
 * given the lock while it cannot run (docs/adr/0015): whoever leaves or freezes calls `release`,
 * and `hold` on return.
 */
export class TabLocks {
  /** This tab: a new name at every load. sessionStorage would not do, `window.open` copies it. */
  id = uuid();
  #locks;
  /** Ends holding and waiting; null: nothing is held. @type {AbortController | null} */
  #held = null;
  /** Tabs whose end is waited for. @type {Set<string>} */
  #awaited = new Set();

  /** @param {LockManager | null | undefined} locks  none: no tab knows of another */
  constructor(locks) {
    this.#locks = locks ?? null;
  }

  /** Can be told which tabs live? */
  get known() {
    return this.#locks !== null;
  }

  /** Says that this tab lives, until `release` or its end. */
  hold() {
    if (!this.#locks || this.#held) return;
    this.#held = new AbortController();
    const { signal } = this.#held;
    const ended = new Promise((resolve) => signal.addEventListener('abort', resolve));
    this.#locks.request(PREFIX + this.id, { signal }, () => ended).catch(() => this.#refused(signal));
  }

  release() {
    this.#held?.abort();
    this.#held = null;
    this.#awaited.clear();
  }

  /**
   * Waits for the end of a tab, once, and not beyond `release`.
   * @param {string} tab
   * @param {() => Promise<void>} inherit  Only one tab at a time runs it. Does not reject.
   */
  whenGone(tab, inherit) {
    if (!this.#locks || !this.#held || this.#awaited.has(tab)) return;
    const { signal } = this.#held;
    this.#awaited.add(tab);
    const gone = () => {
      this.#awaited.delete(tab);
      return inherit();
    };
    this.#locks.request(PREFIX + tab, { signal }, gone).catch(async () => {
      // Nobody can be waited for: sent twice is better than never.
      if (this.#refused(signal)) await gone();
    });
  }

  /** Was that the browser's no, and not `release`? Then it is as if there were no locks. @param {AbortSignal} signal */
  #refused({ aborted }) {
    if (!aborted) this.#locks = null;
    return !aborted;
  }
}
