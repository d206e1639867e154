/** Who else is typing in the open room. */
import { byId } from './element.js';
import { Redraw } from './redraw.js';
import { fill, gettext, ngettext } from './text.js';

/** @typedef {import('../client.js').ChatClient} ChatClient */
/** @typedef {import('./current.js').CurrentRoom} CurrentRoom */

/** The server names no more: there may be others. */
const NAMED = 5;
/** Around a name, so that one in Arabic leaves the words beside it where they are. */
const ISOLATE = '\u2068';
const END_OF_ISOLATE = '\u2069';

export class TypingLine {
  #line = byId('typing-line', HTMLElement);

  /**
   * @param {ChatClient} client
   * @param {CurrentRoom} current
   */
  constructor(client, current) {
    const redraw = new Redraw(() => {
      const { room } = current;
      this.#line.textContent = room ? typingText(client.typing.in(room.id)) : '';
    });
    client.on('moment', ({ room }) => {
      if (room === current.room?.id) redraw.request();
    });
    current.onChange(() => redraw.request());
  }
}

/** @param {readonly { name: string }[]} who @returns {string} empty if nobody does */
export function typingText(who) {
  const [first, second] = who.map(({ name }) => `${ISOLATE}${name}${END_OF_ISOLATE}`);
  if (first === undefined) return '';
  if (second === undefined) return fill(gettext('%(name)s is typing…'), { name: first });
  if (who.length === 2) return fill(gettext('%(first)s and %(second)s are typing…'), { first, second });
  if (who.length >= NAMED) return gettext('Several people are typing…');
  const count = who.length - 2;
  const text = ngettext('%(first)s, %(second)s and %(count)s other are typing…', '%(first)s, %(second)s and %(count)s others are typing…', count);
  return fill(text, { first, second, count });
}
