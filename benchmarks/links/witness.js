// Runs in every page before any other script, and sees what each client really does: its sockets, its
// timers, and by `up` and `down` what it says of its link. Times are milliseconds since 1970.

(() => {
  const { setTimeout, clearTimeout, setInterval, clearInterval, WebSocket } = window;
  const sockets = new Set();
  const timers = new Set();
  let dialled = () => {};

  const alive = () => [...sockets].filter((socket) => socket.readyState <= WebSocket.OPEN).length;

  window.witness = {
    mostAlive: 0,
    upAt: [],
    downAt: [],
    isUp: false,
    up() {
      if (!this.isUp) this.upAt.push(Date.now());
      this.isUp = true;
    },
    down() {
      this.downAt.push(Date.now());
      this.isUp = false;
    },
    alive,
    /** Sockets that are not CLOSED; those that are may be collected. */
    open() {
      for (const socket of sockets) if (socket.readyState === WebSocket.CLOSED) sockets.delete(socket);
      return sockets.size;
    },
    timers: () => timers.size,
    /** How long after a call of `reconnect()` a socket is made, in ms; null: not within `boundMs`. */
    dialsWithin(boundMs) {
      return new Promise((resolve) => {
        const calledAt = performance.now();
        dialled = () => resolve(performance.now() - calledAt);
        setTimeout(() => resolve(null), boundMs);
        window.client.reconnect();
      });
    },
  };

  window.WebSocket = class extends WebSocket {
    constructor(...args) {
      super(...args);
      sockets.add(this);
      // A socket only ever comes to life here, so no higher number is missed.
      window.witness.mostAlive = Math.max(window.witness.mostAlive, alive());
      dialled();
    }
  };

  window.setTimeout = (fn, delayMs, ...args) => {
    const handle = setTimeout(() => {
      timers.delete(handle);
      fn(...args);
    }, delayMs);
    timers.add(handle);
    return handle;
  };
  window.setInterval = (fn, delayMs, ...args) => {
    const handle = setInterval(fn, delayMs, ...args);
    timers.add(handle);
    return handle;
  };
  // Each of the two clears what either has started, as in every browser.
  for (const [name, clear] of Object.entries({ clearTimeout, clearInterval })) {
    window[name] = (handle) => {
      timers.delete(handle);
      clear(handle);
    };
  }
})();
