/** Close codes in words, all from the library's own table. */
import { closeCode } from '../lifeline/close-codes.js';
import { fill, gettext } from './text.js';

const HIGHEST = 4999;

/** @typedef {ReturnType<typeof closeCode>} CloseCode */

/**
 * The whole table, neighbours that say the same together.
 * @returns {{ first: number, last: number, entry: CloseCode }[]}
 */
export function runs() {
  /** @type {{ first: number, last: number, entry: CloseCode }[]} */
  const found = [];
  for (let number = 0; number <= HIGHEST; number += 1) {
    const entry = closeCode(number);
    const before = found.at(-1);
    if (before?.entry === entry) before.last = number;
    else found.push({ first: number, last: number, entry });
  }
  return found;
}

/**
 * Name and meaning; empty for what is no close code.
 * @param {number} number
 */
export function codeText(number) {
  if (!Number.isInteger(number) || number < 0 || number > HIGHEST) return '';
  const { name, meaning } = closeCode(number);
  return fill(gettext('%(number)s %(name)s: %(meaning)s'), { number, name, meaning: gettext(meaning) });
}

/** @param {CloseCode} entry */
export function senderText({ sender }) {
  switch (sender) {
    case 'nobody': return gettext('nobody');
    case 'server': return gettext('servers');
    case 'both': return gettext('both sides');
  }
}

/** @param {CloseCode} entry */
export function reconnectText(entry) {
  // Lifeline's server says bye before it closes for good; others mean what 1000 says.
  if (entry === closeCode(1000)) return gettext('no; Lifeline\'s own link does, where no bye came before');
  const { reconnect, retryMs = 0, spreadMs = 0 } = entry;
  switch (reconnect) {
    case 'yes': return gettext('yes');
    case 'no': return gettext('no');
    case 'after logging in': return gettext('after logging in');
    case 'later': {
      const from = retryMs / 1_000;
      return fill(gettext('after %(from)s to %(to)s s'), { from, to: from + spreadMs / 1_000 });
    }
  }
}
