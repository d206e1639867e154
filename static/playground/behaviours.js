/** How the link may behave: as Lifeline's own, or as one of the clients that are found in the wild. */
import * as presets from '../lifeline/presets.js';
import { gettext } from './text.js';

/**
 * @typedef {object} Behaviour
 * @property {string} label
 * @property {string} words
 * @property {boolean} [greets]  does it say hello, as docs/protocol.md has it?
 * @property {{ heartbeat?: object | null }} options  of a Link, beside its address
 */

/** By their names; Lifeline's own first. @type {Readonly<Record<string, Behaviour>>} */
export const behaviours = {
  lifeline: { label: 'Lifeline', words: gettext('Greets with hello. Asks after 10 s of silence and waits 4 s.'), greets: true, options: {} },
  laravelSwoole: { label: gettext('Page of a Laravel and Swoole server'), words: gettext('Sends {message, interval} every 15 s; 30 s of silence end the link.'), options: presets.laravelSwoole },
  vueChat: { label: gettext('Vue chat'), words: gettext('Its heartbeat looks like a chat message, every 30 s; waits 2 s for the answer.'), options: presets.vueChat },
  nodeWs: { label: gettext('Client of a Node server'), words: gettext('Has no heartbeat: a black hole goes unnoticed. Try it.'), options: presets.nodeWs },
  javaEndpoint: { label: gettext('Client of a Java endpoint'), words: gettext('Text ping, text pong; a new try 2 s after each failure.'), options: presets.javaEndpoint },
  manySockets: { label: gettext('Many sockets on a page'), words: gettext('Has no heartbeat, and gives up after three tries.'), options: presets.manySockets },
  callbackRegistry: { label: gettext('A callback for each type'), words: gettext('Has no heartbeat; the nth try comes n seconds after the failure.'), options: presets.callbackRegistry },
  jsonString: { label: gettext('JSON string as heartbeat'), words: gettext('A bare JSON string every 60 s; gives up after three tries.'), options: presets.jsonString },
};

/** Named in the page's address, so that it can be shared, and survives a reload. */
const PARAMETER = 'like';

/** @param {string} search  of an address @returns {string} a name; Lifeline's own where there is none */
export function named(search) {
  const name = new URLSearchParams(search).get(PARAMETER) ?? '';
  return Object.hasOwn(behaviours, name) ? name : 'lifeline';
}

/** @param {string} name @returns {string} for an address */
export function searchFor(name) {
  return `?${new URLSearchParams({ [PARAMETER]: name })}`;
}

/** @param {string} name @returns {Behaviour} */
export function behaviourOf(name) {
  const found = behaviours[name];
  if (!found) throw new RangeError(`no such behaviour: ${name}`);
  return found;
}
