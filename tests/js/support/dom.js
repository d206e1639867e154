/** As much of a browser's page as its modules touch when they draw; nothing is laid out. */
class FakeElement extends EventTarget {
  /** How often any element was put somewhere or had its content written. */
  static writes = 0;

  dataset = {};
  style = {};
  value = '';
  hidden = false;
  offsetHeight = 0;
  clientHeight = 0;
  scrollHeight = 0;
  scrollTop = 0;
  parentElement = null;
  childNodes = [];
  attributes = new Map();
  #parts = new Map();
  #text = '';
  #classes = new Set();

  classList = {
    add: (name) => this.#classes.add(name),
    toggle: (name, on) => (on ? this.#classes.add(name) : this.#classes.delete(name)),
    contains: (name) => this.#classes.has(name),
  };

  get textContent() {
    return this.#text;
  }

  set textContent(text) {
    FakeElement.writes += 1;
    this.#text = text;
  }

  get innerHTML() {
    return this.#text;
  }

  set innerHTML(html) {
    this.textContent = html;
  }

  get firstElementChild() {
    return this.childNodes[0] ?? null;
  }

  get nextElementSibling() {
    const siblings = this.parentElement.childNodes;
    return siblings[siblings.indexOf(this) + 1] ?? null;
  }

  get content() {
    return { firstElementChild: new FakeElement() };
  }

  cloneNode() {
    return new FakeElement();
  }

  insertBefore(child, next) {
    FakeElement.writes += 1;
    child.detach();
    const index = next ? this.childNodes.indexOf(next) : this.childNodes.length;
    this.childNodes.splice(index, 0, child);
    child.parentElement = this;
  }

  detach() {
    const siblings = this.parentElement?.childNodes;
    siblings?.splice(siblings.indexOf(this), 1);
    this.parentElement = null;
  }

  remove() {
    FakeElement.writes += 1;
    this.detach();
  }

  replaceChildren() {
    for (const child of [...this.childNodes]) child.remove();
  }

  /** Whatever is asked for is there. */
  querySelector(selector) {
    if (!this.#parts.has(selector)) this.#parts.set(selector, new FakeElement());
    return this.#parts.get(selector);
  }

  querySelectorAll() {
    return [];
  }

  setAttribute(name, value) {
    this.attributes.set(name, value);
  }

  requestSubmit() {
    this.dispatchEvent(new Event('submit', { cancelable: true }));
  }

  focus() {}
}

const ELEMENTS = ['Element', 'HTMLElement', 'HTMLFormElement', 'HTMLTextAreaElement', 'HTMLButtonElement', 'HTMLUListElement', 'HTMLTemplateElement', 'HTMLTimeElement'];

/**
 * Puts the globals of a page into this process; page modules are imported after that.
 * @returns {{ byId: (id: string) => any, frame: () => void, frames: () => number, writes: () => number }}
 *   frame: the browser is about to paint. frames: callbacks that wait for it.
 */
export function fakeDom() {
  const elements = new Map();
  let waiting = [];
  const byId = (id) => {
    if (!elements.has(id)) elements.set(id, new FakeElement());
    return elements.get(id);
  };
  byId('message-list').parentElement = new FakeElement();
  const document = Object.assign(new EventTarget(), { getElementById: byId, documentElement: { lang: 'en' }, visibilityState: 'visible' });
  const navigator = { languages: ['en-GB'] };
  const django = { gettext: (text) => text, ngettext: (one, many, count) => (count === 1 ? one : many), interpolate: (format, values) => format.replace(/%\((\w+)\)s/g, (_, name) => values[name]) };
  const globals = {
    document,
    navigator,
    django,
    window: new EventTarget(),
    matchMedia: () => ({ matches: false }),
    requestAnimationFrame: (fn) => waiting.push(fn),
    ResizeObserver: class { observe() {} },
    ...Object.fromEntries(ELEMENTS.map((name) => [name, FakeElement])),
  };
  for (const [name, value] of Object.entries(globals)) Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  const frame = () => {
    const due = waiting;
    waiting = [];
    for (const fn of due) fn();
  };
  return { byId, frame, frames: () => waiting.length, writes: () => FakeElement.writes };
}
