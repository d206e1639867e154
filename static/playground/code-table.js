import { reconnectText, runs, senderText } from './close-codes.js';
import { byId, element } from './element.js';
import { gettext } from './text.js';

/** Fills the table of all close codes. */
export function fillTable() {
  byId('codes', HTMLElement).append(...runs().map(row));
}

/** @param {ReturnType<typeof runs>[number]} run */
function row({ first, last, entry }) {
  const number = cell('th', 'rowheader', first === last ? `${first}` : `${first}–${last}`);
  number.setAttribute('scope', 'row');
  const name = cell('td', 'cell', entry.name);
  name.lang = 'en';
  const sender = cell('td', 'cell', senderText(entry));
  sender.dataset['label'] = gettext('Sent by');
  const reconnect = cell('td', 'cell', reconnectText(entry));
  reconnect.dataset['label'] = gettext('Comes back');
  const made = element('tr', '', number, name, cell('td', 'cell', gettext(entry.meaning)), sender, reconnect);
  made.setAttribute('role', 'row');
  made.dataset['reconnect'] = entry.reconnect;
  return made;
}

/**
 * The roles are said because a narrow page draws rows as blocks, and would lose them.
 * @param {'th' | 'td'} tag @param {string} role @param {string} text
 */
function cell(tag, role, text) {
  const made = element(tag, '', text);
  made.setAttribute('role', role);
  return made;
}
