import * as links from '../lifeline/link.js';
import * as frames from './frames.js';

/** @satisfies {links.Status} */
const LOG_IN = { state: /** @type {const} */ ('refused'), loginNeeded: true, wakes: /** @type {links.Status['wakes']} */ (['reconnect', 'login']) };

/**
 * Whose this browser is by now. Another tab may have logged out, or in, possibly as somebody else.
 * What tabs say is only shown, and wakes the link: what is true the server says when it is there,
 * and nothing of this page is ever sent for somebody else.
 */
export class BrowserLogin {
  #me;
  #link;
  /** Id of the person; null: nobody. @type {string | null} */
  #whose;

  /** @param {frames.Person} person  whose page this is @param {links.Link} link */
  constructor(person, link) {
    this.#me = this.#whose = person.id;
    this.#link = link;
  }

  /** What the page shows in place of the link's status; null: that. */
  get connection() {
    if (this.#whose === this.#me || this.#link.status.state === 'online') return null;
    return this.#whose === null ? LOG_IN : { ...LOG_IN, cause: /** @type {const} */ ('person') };
  }

  /**
   * The server says whom it has welcomed.
   * @param {frames.Person} you
   * @returns {boolean} false: not us, and the link is closed
   */
  welcomed(you) {
    this.#whose = you.id;
    if (you.id === this.#me) return true;
    this.#link.close('logged in as somebody else');
    return false;
  }

  /** Another tab says so. @param {string | null} personId  null: nobody is logged in */
  told(personId) {
    const wasOurs = this.#whose === this.#me;
    this.#whose = personId;
    if (personId !== this.#me || this.#link.status.state === 'online') return;
    if (wasOurs) this.#link.loggedIn();
    else this.#link.reconnect();
  }

  /** Somebody wants to try. */
  reconnect() {
    this.#whose = this.#me;
    this.#link.reconnect();
  }
}
