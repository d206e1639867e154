/** What a link is and does, in words. */
import { codeText } from './close-codes.js';
import { fill, gettext } from './text.js';

/** @typedef {import('../lifeline/link.js').Status} Status */
/** @typedef {NonNullable<import('../lifeline/link.js').Link['lastEnding']>} Ending */

const MS_A_SECOND = 1_000;
const SAID_BY_SOMEBODY = new Set(['peer', 'server']);

/** So many tries in a row have not come up. @param {number} before @param {Pick<Ending, 'uptimeMs' | 'cause'>} ending */
export function failedTries(before, { uptimeMs, cause }) {
  if (uptimeMs > 0) return 0;
  return cause === 'page' ? before : before + 1;
}

/** One or two words. @param {Status} status */
export function stateWord({ state, loginNeeded }) {
  switch (state) {
    case 'idle': return gettext('Not started');
    case 'connecting': return gettext('Connecting…');
    case 'online': return gettext('Online');
    case 'waiting': return gettext('Waiting');
    case 'offline': return gettext('Offline');
    case 'refused': return loginNeeded ? gettext('Not logged in') : gettext('Refused');
    case 'gave-up': return gettext('Gave up');
    case 'unsupported': return gettext('Not possible');
    case 'closed': return gettext('Closed');
  }
}

/**
 * What that means; without numbers that change while one reads or listens.
 * @param {Status} status
 * @param {boolean} [beats]  Does the link ask whether the other side is there?
 */
export function stateSentence(status, beats = true) {
  switch (status.state) {
    case 'idle': return gettext('Press Connect.');
    case 'connecting': return gettext('A connection is being opened.');
    case 'online': return onlineSentence(beats);
    case 'waiting': return gettext('There is no connection. The next try begins by itself.');
    case 'offline': return gettext('The browser says there is no network. It may be wrong, so tries go on.');
    case 'refused': return refusedSentence(status);
    case 'gave-up': return gettext('Too many tries failed. Press Reconnect, or wait until there is a network again.');
    case 'unsupported': return gettext('This browser has no WebSocket.');
    case 'closed': return gettext('Closed on purpose: nothing connects until you press Connect.');
  }
}

/** @param {boolean} beats */
function onlineSentence(beats) {
  return beats
    ? gettext('The server has answered. It is asked again after each silence, so a dead link is noticed.')
    : gettext('The connection was opened. Nobody asks whether it still lives, so a dead link is not noticed.');
}

/** What the link's state is, and what that means. @param {Status} status @param {boolean} [beats] */
export function stateText(status, beats) {
  return fill(gettext('%(state)s. %(sentence)s'), { state: stateWord(status), sentence: stateSentence(status, beats) });
}

/** @param {Status} status */
function refusedSentence({ loginNeeded, code, reason }) {
  if (loginNeeded) return gettext('The server lets in only who has a name here. Join, and come back.');
  return fill(gettext('The server will not have this link: %(why)s'), { why: reason || codeText(code ?? 0) });
}

/** How a link or a try ended. @param {Ending} ending */
export function endingText({ cause, code, reason, uptimeMs }) {
  // The other reasons are the library's own words for the cause.
  const said = reason && SAID_BY_SOMEBODY.has(cause) && `“${reason}”`;
  const up = uptimeMs > 0 ? fill(gettext('up for %(time)s'), { time: durationText(uptimeMs) }) : gettext('never up');
  return [causeText(cause), codeText(code), said, up].filter(Boolean).join(' · ');
}

/** @param {string} cause */
export function causeText(cause) {
  switch (cause) {
    case 'peer': return gettext('the other side closed it');
    case 'network': return gettext('the link broke');
    case 'heartbeat': return gettext('nothing was heard in time');
    case 'timeout': return gettext('connecting took too long');
    case 'server': return gettext('the server closed it');
    case 'page': return gettext('this page closed it');
    case 'gap': return gettext('found dead after a gap: the page was frozen, or the machine asleep');
    default: return cause;
  }
}

/** What would end a state that does not end by itself. @param {Status} status */
export function wakesText({ state, wakes = [] }) {
  const button = connects(state) ? gettext('the button Connect') : gettext('the button Reconnect');
  /** @type {Record<string, string>} */
  const words = { reconnect: button, login: gettext('logging in'), online: gettext('a network that is back') };
  return listed(...wakes.map((what) => words[what] ?? what));
}

/** Is there nothing that could be reconnected? @param {Status['state']} state */
export function connects(state) {
  return state === 'idle' || state === 'closed';
}

/** @param {...string} texts  some; those that are empty are left out */
export function listed(...texts) {
  const some = texts.filter(Boolean);
  return some.length ? some.reduce((one, other) => fill(gettext('%(one)s, %(other)s'), { one, other })) : '';
}

/** What an ordinary request found out about a WebSocket that never opened. @param {string} finding */
export function findingText(finding) {
  switch (finding) {
    case 'logged-out': return gettext('not logged in');
    case 'refused': return gettext('the server refuses');
    case 'rate-limited': return gettext('too many requests from here');
    case 'restarting': return gettext('the server restarts');
    case 'no-network': return gettext('there is no network');
    case 'unreachable': return gettext('the server does not answer');
    case 'blocked': return gettext('the server is there, but WebSocket does not get through');
    default: return finding;
  }
}

/** The same, with what the server said. @param {{ finding: string, detail?: string }} diagnosis */
export function diagnosisText({ finding, detail }) {
  const why = findingText(finding);
  return detail ? fill(gettext('%(why)s: %(detail)s'), { why, detail }) : why;
}

/** Of what is counted down. @param {number} ms */
export function secondsText(ms) {
  return fill(gettext('%(seconds)s s'), { seconds: (Math.max(0, ms) / MS_A_SECOND).toFixed(1) });
}

/** @param {number} ms */
export function durationText(ms) {
  const seconds = Math.floor(ms / MS_A_SECOND);
  if (seconds < 60) return fill(gettext('%(seconds)s s'), { seconds });
  return fill(gettext('%(minutes)s min %(seconds)s s'), { minutes: Math.floor(seconds / 60), seconds: seconds % 60 });
}

/** @param {number | undefined} ms */
export function tripText(ms) {
  return ms === undefined ? '–' : fill(gettext('%(ms)s ms'), { ms: Math.round(ms) });
}
