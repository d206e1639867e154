/** Knows its listeners, to see that none is left. */
class CountingTarget extends EventTarget {
  #signals = [];

  addEventListener(type, listener, options) {
    this.#signals.push(options?.signal);
    super.addEventListener(type, listener, options);
  }

  get listeners() {
    return this.#signals.filter((signal) => !signal?.aborted).length;
  }
}

/** Window, document and navigator, as far as the link listens to them. */
export class FakePage {
  window = new CountingTarget();
  document = Object.assign(new CountingTarget(), { visibilityState: 'visible' });
  navigator = { onLine: true };

  get listeners() {
    return this.window.listeners + this.document.listeners;
  }

  online(onLine) {
    this.navigator.onLine = onLine;
    this.window.dispatchEvent(new Event(onLine ? 'online' : 'offline'));
  }

  /** Into the bfcache, or back. */
  hide() {
    this.window.dispatchEvent(new Event('pagehide'));
  }

  restore() {
    this.window.dispatchEvent(new Event('pageshow'));
  }

  freeze() {
    this.document.dispatchEvent(new Event('freeze'));
  }

  resume() {
    this.document.dispatchEvent(new Event('resume'));
  }

  show(visibilityState) {
    this.document.visibilityState = visibilityState;
    this.document.dispatchEvent(new Event('visibilitychange'));
  }
}
