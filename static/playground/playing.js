import { systemClock } from '../lifeline/clock.js';
import { fallbackTo } from '../lifeline/detour.js';
import { httpDiagnosis } from '../lifeline/diagnosis.js';
import { HttpSocket } from '../lifeline/http-socket.js';
import { Link } from '../lifeline/link.js';
import { socketUrl } from '../lifeline/url.js';
import { behaviourOf } from './behaviours.js';
import { tappedWebSocket } from './tap.js';

/** @typedef {import('./tap.js').Watcher} Watcher */

/**
 * Makes the link that is played with, one after the other.
 *
 * @typedef {object} Addresses
 * @property {string} ws  with this page's key
 * @property {string} stream  and `frames`: the same by HTTP
 * @property {string} frames
 */
export class Playing {
  #addresses;
  #watcher;
  #follow;
  /** @type {Link | null} */
  #link = null;
  /** Does the link ask whether the other side is there? */
  beats = true;

  /**
   * @param {object} options
   * @param {Addresses} options.addresses
   * @param {Watcher} options.watcher  sees every frame
   * @param {(link: Link) => void} options.follow  listens to a new link, before it starts
   */
  constructor({ addresses, watcher, follow }) {
    this.#addresses = addresses;
    this.#watcher = watcher;
    this.#follow = follow;
  }

  /** @returns {Link} */
  get link() {
    if (!this.#link) throw new Error('start() makes the link');
    return this.#link;
  }

  /** A link of that behaviour in place of the present one. @param {string} name */
  start(name) {
    this.#link?.dispose();
    const { options, greets } = behaviourOf(name);
    const url = socketUrl(this.#addresses.ws);
    const link = new Link({
      url,
      WebSocket: tappedWebSocket(this.#watcher),
      diagnose: httpDiagnosis({ url }),
      // Only Lifeline's own protocol goes by HTTP too.
      fallback: greets ? fallbackTo(() => this.#byHttp()) : null,
      ...options,
    });
    this.#link = link;
    this.beats = options.heartbeat !== null;
    if (greets) link.on('open', () => void link.send({ type: 'hello', client: 'playground/1', rooms: {} }));
    link.on('frame', ({ text }) => {
      if (link.status.transport === 'http') this.#watcher.came(text);
    });
    this.#follow(link);
    this.connect();
  }

  /** Ask now. Who has no heartbeat says `ping`, and gets a `pong` that nobody waits for. */
  ping() {
    if (this.beats) this.link.probe();
    else void this.link.send('ping');
  }

  #byHttp() {
    const { stream, frames } = this.#addresses;
    const watcher = this.#watcher;
    const tapped = class extends HttpSocket {
      /** @param {string} data */
      send(data) {
        watcher.left(data);
        super.send(data);
      }
    };
    return new tapped({ stream, frames, headers: () => ({ 'X-CSRFToken': csrfToken() }) });
  }

  /** A final state is told by the status, to who looks at it. */
  connect() {
    this.link.connect().catch(() => {});
  }
}

/** The time of the links here, ms. */
export const now = () => systemClock.now();

/** From the page's forms; each has one. */
function csrfToken() {
  return /** @type {HTMLInputElement} */ (document.querySelector('input[name="csrfmiddlewaretoken"]')).value;
}
