/**
 * Web Locks of one browser: exclusive, first come first served. Each tab has its own view of them,
 * so that one can end with all it held and asked for.
 */
export class FakeLocks {
  /** Per name those who hold or wait, the holder first. */
  #queues = new Map();

  get names() {
    return [...this.#queues].filter(([, queue]) => queue.length).map(([name]) => name);
  }

  /** @returns {{ request: Function, end: () => void }} end: the tab is closed, or has crashed */
  tab() {
    const mine = new Set();
    const request = (name, { signal } = {}, work) => new Promise((resolve, reject) => {
      const waiting = { work, resolve, reject, granted: false };
      mine.add(() => this.#leave(name, waiting));
      signal?.addEventListener('abort', () => {
        if (waiting.granted) return;
        this.#leave(name, waiting);
        reject(signal.reason);
      });
      this.#queue(name).push(waiting);
      this.#grant(name);
    });
    return { request, end: () => mine.forEach((leave) => leave()) };
  }

  #queue(name) {
    if (!this.#queues.has(name)) this.#queues.set(name, []);
    return this.#queues.get(name);
  }

  #grant(name) {
    const [first] = this.#queue(name);
    if (!first || first.granted) return;
    first.granted = true;
    const done = Promise.resolve().then(() => first.work({ name }));
    done.then(first.resolve, first.reject).finally(() => this.#leave(name, first));
  }

  #leave(name, one) {
    const queue = this.#queue(name);
    if (!queue.includes(one)) return;
    queue.splice(queue.indexOf(one), 1);
    this.#grant(name);
  }
}
