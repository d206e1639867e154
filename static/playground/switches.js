import { codeText } from './close-codes.js';
import { byId, setText } from './element.js';
import { fill, gettext } from './text.js';

/** @typedef {import('../lifeline/link.js').Status} Status */

/** The switches that hurt the link; the server has them in development only. */
export class Switches {
  #form;
  #address;
  #key;
  #say;
  #blackHole = byId('black-hole', HTMLButtonElement);
  #trouble = byId('switches-trouble', HTMLElement);

  /**
   * @param {object} options
   * @param {string} options.address  where to POST
   * @param {string} options.key  what this page's connections are known by
   * @param {(text: string) => (text: string) => void} options.say  returns what says something else in its place
   */
  constructor({ address, key, say }) {
    this.#form = byId('switches', HTMLFormElement);
    this.#address = address;
    this.#key = key;
    this.#say = say;
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#hurt(/** @type {HTMLButtonElement} */ (event.submitter));
    });
    this.#form.addEventListener('keydown', (event) => this.#pressed(event));
    this.#form.addEventListener('input', (event) => this.#edited(event));
    const code = byId('close-code', HTMLInputElement);
    const explain = () => setText(byId('close-code-words', HTMLElement), code.value && codeText(Number(code.value)));
    code.addEventListener('input', explain);
    explain();
  }

  /** The connection is gone, and the next one is well. */
  reset() {
    this.#blackHole.setAttribute('aria-pressed', 'false');
  }

  /** Where there is no WebSocket there is nothing to hurt. @param {Status} status */
  offer({ state, transport }) {
    const hurts = (state === 'online' || state === 'connecting') && transport !== 'http';
    for (const button of this.#form.querySelectorAll('button')) button.disabled = !hurts;
  }

  /** Enter in a field means the button beside it; the browser would press the first one. @param {KeyboardEvent} event */
  #pressed(event) {
    if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement)) return;
    event.preventDefault();
    const button = event.target.closest('.row')?.querySelector('button');
    if (button && !button.disabled) this.#form.requestSubmit(button);
  }

  /** @param {HTMLButtonElement} button */
  async #hurt(button) {
    if (this.#isWrong(button.closest('.row')?.querySelector('input'))) return;
    const order = new FormData(this.#form, button);
    order.set('key', this.#key);
    const opens = button === this.#blackHole && button.getAttribute('aria-pressed') !== 'true';
    if (opens) order.set('on', 'on');
    // Before its effects, which are here sooner than the answer.
    const sayInstead = this.#say(orderText(order, opens));
    if (button === this.#blackHole) button.setAttribute('aria-pressed', String(opens));
    const trouble = await this.#send(order);
    setText(this.#trouble, trouble);
    if (!trouble) return;
    sayInstead(fill(gettext('Switch: nothing was done. %(why)s'), { why: trouble }));
    if (button === this.#blackHole) button.setAttribute('aria-pressed', String(!opens));
  }

  /** Then it is said why. @param {HTMLInputElement | null} [field]  beside the button, if there is one */
  #isWrong(field) {
    const trouble = field ? troubleOf(field) : '';
    setText(this.#trouble, trouble);
    if (trouble) {
      field?.setAttribute('aria-invalid', 'true');
      field?.focus();
    }
    return trouble !== '';
  }

  /** Somebody mends it. @param {Event} event */
  #edited({ target }) {
    setText(this.#trouble, '');
    if (target instanceof HTMLInputElement) target.removeAttribute('aria-invalid');
  }

  /**
   * @param {FormData} order
   * @returns {Promise<string>} what was wrong; empty: nothing
   */
  async #send(order) {
    try {
      const response = await fetch(this.#address, { method: 'POST', body: order });
      if (response.ok) return '';
      const isJson = response.headers.get('Content-Type')?.startsWith('application/json');
      return isJson ? (await response.json()).detail : fill(gettext('The server answered %(status)s. Reload the page.'), { status: response.status });
    } catch {
      return gettext('The server cannot be reached.');
    }
  }
}

/** @param {HTMLInputElement} field  for a whole number @returns {string} what is wrong with it; empty: nothing */
function troubleOf({ name, value, min, max }) {
  const number = Number(value);
  if (value.trim() && Number.isInteger(number) && number >= Number(min) && number <= Number(max)) return '';
  const format = name === 'ms' ? gettext('The delay has to be a whole number from %(min)s to %(max)s.') : gettext('The close code has to be a whole number from %(min)s to %(max)s.');
  return fill(format, { min, max });
}

/** @param {FormData} order @param {boolean} opens */
function orderText(order, opens) {
  switch (order.get('fault')) {
    case 'cut': return gettext('Switch: cut the connection.');
    case 'black-hole': return opens ? gettext('Switch: a black hole. Nothing passes from here on.') : gettext('Switch: no black hole any more. What it kept comes late.');
    case 'delay': return fill(gettext('Switch: everything %(ms)s ms late, each way.'), { ms: String(order.get('ms')) });
    default: return fill(gettext('Switch: let the server close with %(code)s.'), { code: String(order.get('code')) });
  }
}
