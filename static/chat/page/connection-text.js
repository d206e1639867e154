/** The state of the connection in words, and why it was lost the last time. */
import { fill, gettext } from './text.js';

/** @typedef {import('../client.js').ChatClient['connection']} Connection */

const MS_A_SECOND = 1000;
/** Banned, or not allowed: nothing on this page changes that. */
const SHUT_OUT = 4403;

/** @param {Connection} connection */
export function isShutOut({ state, code, loginNeeded }) {
  return state === 'refused' && code === SHUT_OUT && !loginNeeded;
}

/**
 * One or two words for the header.
 * @param {Connection} connection
 * @param {number} now ms
 */
export function shortText({ state, retryAt, loginNeeded, code }, now) {
  switch (state) {
    case 'online': return gettext('Online');
    case 'idle':
    case 'connecting': return gettext('Connecting…');
    case 'waiting': return fill(gettext('Reconnecting in %(seconds)s s'), { seconds: secondsTo(retryAt, now) });
    case 'offline': return gettext('Offline');
    case 'gave-up': return gettext('Gave up');
    case 'unsupported': return gettext('Not possible');
    case 'refused': return loginNeeded ? gettext('Logged out') : code === SHUT_OUT ? gettext('Shut out') : gettext('Refused');
    case 'closed': return gettext('Disconnected');
  }
}

/**
 * What that means and what to do; without numbers that change while one reads or listens.
 * @param {Connection} connection
 */
export function longText(connection) {
  switch (connection.state) {
    case 'online': return gettext('You are connected.');
    case 'idle':
    case 'connecting': return gettext('Connecting to the server.');
    case 'waiting': return gettext('There is no connection to the server. What you write is kept, and sent as soon as there is one.');
    case 'offline': return gettext('Your device has no network. What you write is kept, and sent when it is back.');
    case 'gave-up': return gettext('The server could not be reached. Reload the page; if that does not help, ask whoever runs this site. What you write is kept.');
    case 'unsupported': return gettext('This browser cannot hold a connection (it has no WebSocket). Use a newer one.');
    case 'refused': return refusedText(connection);
    case 'closed': return gettext('The connection was closed. What you write is kept.');
  }
}

/**
 * Why the last connection ended: in words, with the code for whoever helps.
 * @param {Connection} connection
 * @returns {string} empty if none has
 */
export function lastEndText({ cause, code, reason }) {
  if (!cause) return '';
  const numbered = code === undefined ? '' : fill(gettext('code %(code)s'), { code });
  return [causeText(cause), numbered, reason].filter(Boolean).join(' · ');
}

/** @param {Connection} connection */
function refusedText({ loginNeeded, cause, code, reason }) {
  if (cause === 'person') return gettext('You are logged in under another name now. Reload the page.');
  if (loginNeeded) return gettext('You are logged out. What you wrote is kept in this browser.');
  switch (code) {
    case 4400: return gettext('The server did not understand this page. Reload it.');
    case SHUT_OUT: return reason || gettext('You are not allowed in here. If you think this is wrong, ask whoever runs this site.');
    case 4404: return gettext('The server has no chat at this address. Reload the page, or ask whoever runs this site.');
    case 4409: return gettext('This page is connected a second time. Reload it.');
    default: return fill(gettext('The server refused the connection: %(reason)s'), { reason: reason || String(code) });
  }
}

/** @param {string} cause */
function causeText(cause) {
  switch (cause) {
    case 'peer': return gettext('the other side closed it');
    case 'network': return gettext('the link broke');
    case 'heartbeat': return gettext('nothing was heard in time');
    case 'timeout': return gettext('connecting took too long');
    case 'server': return gettext('the server closed it');
    case 'page': return gettext('this page closed it');
    case 'person': return gettext('the log-in changed');
    default: return cause;
  }
}

/**
 * @param {number | undefined} at ms
 * @param {number} now ms
 */
function secondsTo(at, now) {
  return Math.max(0, Math.ceil(((at ?? now) - now) / MS_A_SECOND));
}
