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
export function shortText({ state, retryAt, loginNeeded, code, transport }, now) {
  switch (state) {
    case 'online': return transport === 'http' ? gettext('By HTTP') : gettext('Online');
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
  return [stateText(connection), wakesText(connection)].filter(Boolean).join(' ');
}

/**
 * Why the last connection ended, or did not come about: in words, with the code for whoever helps.
 * @param {Connection} connection
 * @returns {string} empty if none has
 */
export function lastEndText({ cause, code, reason, finding }) {
  if (!cause) return '';
  const numbered = code === undefined ? '' : fill(gettext('code %(code)s'), { code });
  return [causeText(cause), numbered, finding ? findingText(finding) : reason].filter(Boolean).join(' · ');
}

/**
 * By which way frames travel.
 * @param {Connection} connection
 * @returns {string} empty where there is none
 */
export function wayText({ state, transport }) {
  if (state !== 'online') return '';
  return transport === 'http' ? gettext('HTTP, a little slower') : 'WebSocket';
}

/** @param {Connection} connection */
function stateText(connection) {
  switch (connection.state) {
    case 'online': return onlineText(connection);
    case 'idle':
    case 'connecting': return gettext('Connecting to the server.');
    case 'waiting': return `${waitingText(connection)} ${gettext('What you write is kept, and sent as soon as there is a connection.')}`;
    case 'offline': return gettext('Your device has no network. What you write is kept, and sent when it is back.');
    case 'gave-up': return gettext('The server could not be reached. Reload the page; if that does not help, ask whoever runs this site. What you write is kept.');
    case 'unsupported': return gettext('This browser cannot hold a connection (it has no WebSocket). Use a newer one.');
    case 'refused': return refusedText(connection);
    case 'closed': return gettext('The connection was closed. What you write is kept.');
  }
}

/** @param {Connection} connection */
function onlineText({ transport }) {
  if (transport !== 'http') return gettext('You are connected.');
  return gettext('You are connected by HTTP, since WebSocket does not get through. That is a little slower; WebSocket is tried again by itself.');
}

/**
 * Why there is no connection, as far as it is known.
 * @param {Connection} connection
 */
function waitingText({ finding, cause, reason }) {
  switch (finding) {
    case 'blocked': return gettext('The server is there, but WebSocket does not get through: something in between, such as a proxy, strips it.');
    case 'restarting': return gettext('The server restarts, or is too busy just now.');
    case 'rate-limited': return reason || gettext('There are too many connections from here.');
    case 'unreachable': return gettext('The server cannot be reached.');
    case 'no-network': return gettext('Your device has no network.');
    default: return (cause === 'server' && reason) || gettext('There is no connection to the server.');
  }
}

/** @param {Connection} connection */
function refusedText({ loginNeeded, cause, code, reason, finding }) {
  if (cause === 'person') return gettext('You are logged in under another name now. Reload the page.');
  if (loginNeeded) return gettext('You are logged out. What you wrote is kept in this browser.');
  switch (code) {
    case 4400: return gettext('The server did not understand this page. Reload it.');
    case SHUT_OUT: return reason || gettext('You are not allowed in here. If you think this is wrong, ask whoever runs this site.');
    case 4404: return gettext('The server has no chat at this address. Reload the page, or ask whoever runs this site.');
    case 4409: return gettext('This page is connected a second time. Reload it.');
    default: return refusedForText(reason || (finding || code === undefined ? '' : String(code)));
  }
}

/** @param {string} reason  empty: none was given, and no code but the browser's for a try that failed */
function refusedForText(reason) {
  if (reason) return fill(gettext('The server refused the connection: %(reason)s'), { reason });
  return gettext('The server refused the connection, and did not say why. Reload the page; if that does not help, ask whoever runs this site.');
}

/**
 * What would make the page go on by itself, beside the buttons.
 * @param {Connection} connection
 */
function wakesText({ wakes = [], cause }) {
  if (wakes.includes('login')) {
    return cause === 'person'
      ? gettext('Or log in under the old name in another tab: then this one goes on.')
      : gettext('Once you are logged in under this name again, here or in another tab, this page goes on by itself.');
  }
  return wakes.includes('online') ? gettext('When the network comes back, it is tried again by itself.') : '';
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
    case 'gap': return gettext('the page was asleep');
    case 'person': return gettext('the log-in changed');
    default: return cause;
  }
}

/** In a few words. @param {NonNullable<Connection['finding']>} finding */
function findingText(finding) {
  switch (finding) {
    case 'blocked': return gettext('WebSocket does not get through');
    case 'restarting': return gettext('the server restarts');
    case 'rate-limited': return gettext('too many connections');
    case 'unreachable': return gettext('the server does not answer');
    case 'no-network': return gettext('no network');
    case 'logged-out': return gettext('logged out');
    case 'refused': return gettext('refused');
  }
}

/**
 * @param {number | undefined} at ms
 * @param {number} now ms
 */
function secondsTo(at, now) {
  return Math.max(0, Math.ceil(((at ?? now) - now) / MS_A_SECOND));
}
