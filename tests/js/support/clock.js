/** A clock that stands still until told, and a machine that can sleep. */
export class FakeClock {
  #now = 1_780_000_000_000;
  #next = 1;
  #timers = new Map();

  now = () => this.#now;

  setTimeout = (fn, delayMs) => {
    const id = this.#next++;
    this.#timers.set(id, { at: this.#now + Math.max(0, delayMs), fn });
    return id;
  };

  clearTimeout = (id) => {
    this.#timers.delete(id);
  };

  get pending() {
    return this.#timers.size;
  }

  /** Time passes, timers fire when they are due. */
  advance(ms) {
    const end = this.#now + ms;
    for (let timer = this.#due(end); timer; timer = this.#due(end)) {
      this.#now = Math.max(this.#now, timer.at);
      timer.fn();
    }
    this.#now = end;
  }

  /** Time passes with everything stopped (sleep, SIGSTOP, a frozen tab); what was due fires late. */
  sleep(ms) {
    this.#now += ms;
    this.advance(0);
  }

  /** The machine slept, and something else than a timer comes first. */
  jump(ms) {
    this.#now += ms;
  }

  #due(end) {
    const due = [...this.#timers].filter(([, timer]) => timer.at <= end);
    if (!due.length) return undefined;
    const [id, timer] = due.reduce((a, b) => (b[1].at < a[1].at ? b : a));
    this.#timers.delete(id);
    return timer;
  }
}
