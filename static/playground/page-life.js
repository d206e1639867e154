import { gettext } from './text.js';

/** What pages of the chat write, to tell the other tabs: a person's id, or nothing, before a mark. */
const LOGIN_KEY = 'lifeline-login';
const SOMEBODY = /^[^#]/;

/** @param {() => void} told  Somebody has logged in, in another tab. */
export function tellLogIn(told) {
  window.addEventListener('storage', ({ key, newValue }) => {
    if (key === LOGIN_KEY && SOMEBODY.test(newValue ?? '')) told();
  });
}

/**
 * Tells what the browser says of page and network. The link hears the same for itself.
 * @param {(text: string) => void} say
 */
export function tellPageLife(say) {
  window.addEventListener('online', () => say(gettext('The browser says: there is a network.')));
  window.addEventListener('offline', () => say(gettext('The browser says: there is no network.')));
  document.addEventListener('visibilitychange', () => {
    say(document.visibilityState === 'visible' ? gettext('The page is seen again.') : gettext('The page is hidden.'));
  });
  document.addEventListener('freeze', () => say(gettext('The page is frozen.')));
  document.addEventListener('resume', () => say(gettext('The page is thawed.')));
  window.addEventListener('pageshow', ({ persisted }) => {
    if (persisted) say(gettext('The page is back from the history (bfcache).'));
  });
}
