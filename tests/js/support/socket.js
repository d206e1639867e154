/** A WebSocket without a network. Each test makes a class of its own with `fakeWebSocket()`. */
class FakeSocket {
  readyState = 0;
  bufferedAmount = 0;
  sent = [];
  /** Arguments of every close() by the client. */
  closes = [];
  onopen = null;
  onmessage = null;
  onerror = null;
  onclose = null;

  constructor(url, protocols) {
    this.url = url;
    this.protocols = protocols;
    this.constructor.all.push(this);
    this.constructor.dialled?.(this);
  }

  send(text) {
    if (this.readyState !== 1) throw new Error('sent on a socket that is not open');
    this.sent.push(text);
    this.onsend?.(text);
  }

  /** As in a browser, the close event comes later; here: when a test says so. */
  close(...args) {
    this.closes.push(args);
    if (this.readyState < 2) this.readyState = 2;
  }

  // What the network does:

  open() {
    this.readyState = 1;
    this.onopen?.({});
  }

  receive(frame) {
    const data = typeof frame === 'string' || frame instanceof ArrayBuffer;
    this.onmessage?.({ data: data ? frame : JSON.stringify(frame) });
  }

  fail(code = 1006, reason = '') {
    this.readyState = 3;
    this.onerror?.({});
    this.onclose?.({ code, reason, wasClean: false });
  }

  end(code = 1000, reason = '') {
    this.readyState = 3;
    this.onclose?.({ code, reason, wasClean: true });
  }

  get frames() {
    return this.sent.map((text) => JSON.parse(text));
  }

  of(type) {
    return this.frames.filter((frame) => frame.type === type);
  }
}

export function fakeWebSocket() {
  return class extends FakeSocket {
    static all = [];
    static dialled = null;
    static get last() {
      return this.all.at(-1);
    }
  };
}
