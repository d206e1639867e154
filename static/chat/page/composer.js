/** Where one writes. Enter sends, on a touch screen the button; the text goes only when it is stored in this browser. */
import { isShutOut } from './connection-text.js';
import { Drafts, textAfter } from './drafts.js';
import { byId } from './element.js';
import { EnterQueue } from './enter-queue.js';
import { notify } from './notices.js';
import { fill, gettext } from './text.js';

/** @typedef {import('../client.js').ChatClient} ChatClient */
/** @typedef {import('./current.js').CurrentRoom} CurrentRoom */

// The count of characters appears when this many are left.
const COUNT_FROM = 200;
// Some browsers tell of an input method's Enter only by this code.
const INPUT_METHOD_KEY = 229;
const touch = matchMedia('(hover: none) and (pointer: coarse)');

export class Composer {
  #form = byId('composer', HTMLFormElement);
  #text = byId('composer-text', HTMLTextAreaElement);
  #count = byId('composer-count', HTMLElement);
  #send = byId('composer-send', HTMLButtonElement);
  /** @type {ChatClient} */
  #client;
  /** @type {CurrentRoom} */
  #current;
  /** @type {() => void} */
  #sent;
  /** @type {string | undefined} whose draft is in the field */
  #roomId;
  /** @type {Drafts} */
  #drafts;
  #enters = new EnterQueue((roomId, body) => this.#store(roomId, body), (roomId, body) => this.#take(roomId, body));

  /**
   * @param {ChatClient} client
   * @param {CurrentRoom} current
   * @param {() => void} sent called when a message has entered the outbox
   */
  constructor(client, current, sent) {
    this.#client = client;
    this.#current = current;
    this.#sent = sent;
    this.#drafts = new Drafts(client.me.id);
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#text.addEventListener('keydown', (event) => this.#pressed(event));
    this.#text.addEventListener('input', () => this.#typed());
    this.#text.addEventListener('blur', () => client.typing.stopped());
    window.addEventListener('resize', () => this.#show());
    // The field keeps the focus, and a touch screen its keyboard.
    this.#send.addEventListener('mousedown', (event) => event.preventDefault());
    this.#text.enterKeyHint = touch.matches ? 'enter' : 'send';
    current.onChange(() => this.#changed());
    client.on('connection', (connection) => (this.#form.inert = isShutOut(connection)));
  }

  #changed() {
    const { room } = this.#current;
    this.#form.hidden = !room || room.gone !== undefined;
    if (room?.id === this.#roomId) return;
    this.#client.typing.stopped();
    if (this.#roomId) this.#drafts.keep(this.#roomId, this.#text.value);
    this.#roomId = room?.id;
    this.#text.value = room ? this.#drafts.of(room.id) : '';
    this.#show();
    // On a touch screen this would open the keyboard over what one came to read.
    if (room && matchMedia('(pointer: fine)').matches) this.#text.focus();
  }

  #typed() {
    this.#show();
    if (this.#roomId) this.#drafts.keep(this.#roomId, this.#text.value);
    if (this.#roomId && this.#text.value.trim()) this.#client.typing.typed(this.#roomId);
    else this.#client.typing.stopped();
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    // On a touch screen Enter begins a new line, for there is no Shift to hold: the button sends.
    if (event.key !== 'Enter' || touch.matches || event.shiftKey || event.ctrlKey || event.altKey) return;
    if (event.isComposing || event.keyCode === INPUT_METHOD_KEY) return;
    event.preventDefault();
    this.#form.requestSubmit();
  }

  #submit() {
    const body = this.#rest();
    if (!this.#roomId || !body.trim() || this.#left(body) < 0) return;
    this.#client.typing.stopped();
    this.#enters.add(this.#roomId, body);
  }

  /** What is in the field and not being stored yet. */
  #rest() {
    return this.#enters.rest(this.#roomId ?? '', this.#text.value);
  }

  /**
   * @param {string} roomId
   * @param {string} body
   * @returns {Promise<boolean>} whether it is in the outbox
   */
  async #store(roomId, body) {
    try {
      await this.#client.post(roomId, body);
      return true;
    } catch (error) {
      notify(whyNot(error));
      return false;
    }
  }

  /**
   * Take what is stored out of the field or the draft, and leave what was typed since.
   * @param {string} roomId
   * @param {string} body
   */
  #take(roomId, body) {
    if (roomId === this.#roomId) {
      this.#text.value = textAfter(this.#text.value, body);
      this.#drafts.keep(roomId, this.#text.value);
    } else {
      this.#drafts.take(roomId, body);
    }
    this.#show();
    this.#sent();
  }

  /** Grow with the text, and say when it is too long. */
  #show() {
    const left = this.#left(this.#rest());
    this.#text.style.height = 'auto';
    const edges = this.#text.offsetHeight - this.#text.clientHeight;
    this.#text.style.height = `${this.#text.scrollHeight + edges}px`;
    this.#send.disabled = left < 0;
    this.#text.setAttribute('aria-invalid', String(left < 0));
    this.#count.textContent = left < COUNT_FROM ? countText(left) : '';
  }

  /** @param {string} body */
  #left(body) {
    // The server counts code points, `length` counts halves of some.
    return this.#client.limits.body_chars - [...body].length;
  }
}

/** @param {number} left characters */
function countText(left) {
  return left < 0
    ? fill(gettext('%(count)s characters too many'), { count: -left })
    : fill(gettext('%(count)s characters left'), { count: left });
}

/** @param {unknown} error */
function whyNot(error) {
  const code = /** @type {{ code?: unknown }} */ (error)?.code;
  if (code === 'too-long') return gettext('The message is too long to be sent. Shorten it.');
  if (code === 'not-found') return gettext('You are no longer in that room, so the message was not sent.');
  if (code === 'full') return gettext('Too many messages wait in this browser to be sent. Wait until some have gone. Your text is still in the field.');
  return gettext('This browser could not store the message, so it was not sent. It may be out of space or in a private window. Your text is still in the field.');
}
