/** One row of the list of messages, as an element. */
import { showAvatar } from './avatar.js';
import { part, piece } from './element.js';
import { gettext } from './text.js';
import { dayName, showClock } from './time.js';

/** @typedef {import('./rows.js').Row} Row */

/**
 * @param {Row} row
 * @param {string} myId
 * @returns {HTMLElement}
 */
export function elementOf(row, myId) {
  if (row.kind === 'unread') return piece('unread-piece');
  if (row.kind === 'day') return dayElement(row);
  const element = piece('message-piece');
  element.dataset['id'] = (row.message ?? row.entry)?.id;
  element.classList.toggle('own', row.by?.id === myId);
  update(element, row);
  return element;
}

/**
 * Show what may have changed: a new neighbour above, or how far the message has come.
 * @param {HTMLElement} element
 * @param {Row} row
 */
export function update(element, row) {
  if (row.kind === 'message' || row.kind === 'entry') {
    element.classList.toggle('continued', row.continued === true);
    showAuthor(element, row);
    showClock(part(element, 'time', HTMLTimeElement), row.at);
    showBody(element, row);
    showState(element, row);
  }
}

/** @param {Row} row */
function dayElement(row) {
  const element = piece('day-piece');
  part(element, 'time', HTMLTimeElement).textContent = dayName(row.at, Date.now());
  return element;
}

/**
 * The name goes with a deleted account.
 * @param {HTMLElement} element
 * @param {Row} row
 */
function showAuthor(element, { by }) {
  if (!by) return;
  showAvatar(part(element, '.avatar', HTMLElement), by);
  part(element, '.author', HTMLElement).textContent = by.name;
}

/**
 * @param {HTMLElement} element
 * @param {Row} row
 */
function showBody(element, { message, entry }) {
  const bubble = part(element, '.bubble', HTMLElement);
  bubble.classList.toggle('plain', message === undefined);
  bubble.classList.toggle('deleted', message?.erased === true);
  // The server has sanitised `html`, and nothing else is ever inserted as HTML.
  if (message?.html !== undefined) bubble.innerHTML = message.html;
  else bubble.textContent = entry?.body ?? gettext('This message was deleted.');
  // Whoever follows a link stays in the conversation.
  for (const link of bubble.querySelectorAll('a')) link.target = '_blank';
}

/**
 * @param {HTMLElement} element
 * @param {Row} row
 */
function showState(element, { message, entry }) {
  const state = message || entry?.state === 'acknowledged' ? 'stored' : (entry?.state ?? 'queued');
  element.dataset['state'] = state;
  part(element, '.state', HTMLElement).textContent = stateText(state, entry?.detail);
  part(element, '.failure', HTMLElement).hidden = state !== 'refused';
}

/**
 * @param {'stored' | 'queued' | 'sent' | 'unknown' | 'refused'} state
 * @param {string} [detail] why the server refused it
 */
function stateText(state, detail) {
  switch (state) {
    case 'stored': return gettext('Sent');
    case 'queued': return gettext('Waiting to be sent');
    case 'sent': return gettext('Sending…');
    case 'unknown': return gettext('Not confirmed yet');
    case 'refused': return `${gettext('Not sent.')} ${detail ?? ''}`;
  }
}
