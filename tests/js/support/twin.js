import { HttpSocket } from '../../../static/lifeline/http-socket.js';
import { FakeClock } from './clock.js';
import { settle } from './wait.js';

const HEARTBEAT = { interval_ms: 10_000, timeout_ms: 4_000 };

/** A request of the socket under test, and what the test answers it. */
class FakeRequest {
  /** What is done with the body: null while nothing has been answered. */
  #body = null;

  constructor(url, init, answer) {
    this.url = url;
    this.init = init;
    this.#answer = answer;
  }

  #answer;

  get frames() {
    return this.init.body.split('\n').map((line) => JSON.parse(line));
  }

  get aborted() {
    return this.init.signal.aborted;
  }

  /** The head of the answer, and lines; more may follow. */
  async say(...frames) {
    this.begin();
    for (const frame of frames) this.#body.enqueue(new TextEncoder().encode(`${JSON.stringify(frame)}\n`));
    await settle();
  }

  async raw(text) {
    await this.bytes(new TextEncoder().encode(text));
  }

  async bytes(bytes) {
    this.begin();
    this.#body.enqueue(bytes);
    await settle();
  }

  async welcome(session = 's1') {
    await this.say({ type: 'welcome', session, heartbeat: HEARTBEAT });
  }

  begin(init = {}) {
    if (this.#body) return;
    const stream = new ReadableStream({ start: (controller) => (this.#body = controller) });
    this.init.signal.addEventListener('abort', () => this.#error(this.init.signal.reason));
    this.#answer.resolve(new Response(stream, { headers: { 'Content-Type': 'application/x-ndjson' }, ...init }));
  }

  async end() {
    this.begin();
    this.#body.close();
    await settle();
  }

  /** The connection is cut, in the middle or before anything was answered. */
  async cut() {
    const error = new TypeError('network error');
    if (this.#body) this.#error(error);
    else this.#answer.reject(error);
    await settle();
  }

  async refuse(status, { detail, headers = {} } = {}) {
    const body = detail ? JSON.stringify({ code: 'x', detail }) : '<html>';
    this.#answer.resolve(new Response(body, { status, headers }));
    await settle();
  }

  #error(error) {
    try {
      this.#body.error(error);
    } catch {
      // It was over.
    }
  }
}

/** An HttpSocket whose requests the test answers, by hand and by the test's clock. */
export async function twin(options = {}) {
  const clock = new FakeClock();
  const requests = [];
  const fetch = (url, init) =>
    new Promise((resolve, reject) => {
      if (init.signal.aborted) return reject(init.signal.reason);
      init.signal.addEventListener('abort', () => reject(init.signal.reason));
      requests.push(new FakeRequest(url, init, { resolve, reject }));
    });
  const socket = new HttpSocket({ stream: '/stream/', frames: '/frames/', fetch, clock, ...options });
  const world = {
    clock,
    socket,
    requests,
    opens: 0,
    closes: [],
    messages: [],
    /** What the page greets with. */
    rooms: {},
    streams: () => requests.filter(({ url }) => url.startsWith('/stream/')),
    posts: () => requests.filter(({ url }) => url === '/frames/'),
    send: async (...frames) => {
      for (const frame of frames) socket.send(JSON.stringify(frame));
      await settle();
    },
    pass: async (ms) => {
      clock.advance(ms);
      await settle();
    },
  };
  socket.onopen = () => {
    world.opens += 1;
    socket.send(JSON.stringify({ type: 'hello', rooms: world.rooms }));
  };
  socket.onmessage = ({ data }) => world.messages.push(JSON.parse(data));
  socket.onclose = (event) => world.closes.push(event);
  await settle();
  return world;
}
