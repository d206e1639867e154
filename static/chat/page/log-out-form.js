/** Logging out without leaving the page before it is done: where it cannot be, the page says so. */
import { forgetDrafts } from './drafts.js';
import { byId, part } from './element.js';
import { HttpError, request } from './http.js';
import { tellLogin } from './login-news.js';
import { gettext } from './text.js';

/**
 * The form sends itself where scripts do not run; by the browser, whose error page is all that is
 * left then, if the server cannot be reached.
 * @returns {{ reset: () => void }} forgets what went wrong
 */
export function sendLogOut() {
  const form = byId('log-out-form', HTMLFormElement);
  const trouble = byId('log-out-trouble', HTMLElement);
  const button = part(form, 'button', HTMLButtonElement);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    trouble.textContent = '';
    button.disabled = true;
    try {
      await request('POST', form.action);
      // At once: this page's successor may not get through to say so.
      tellLogin(null);
      forgetDrafts();
      location.assign(String(form.dataset['next']));
    } catch (error) {
      trouble.textContent = inWords(error);
    } finally {
      button.disabled = false;
    }
  });
  return { reset: () => (trouble.textContent = '') };
}

/** @param {unknown} error */
function inWords(error) {
  if (!(error instanceof HttpError)) throw error;
  if (error.code !== 'unreachable') return error.message;
  return gettext('The server cannot be reached, so you may still be logged in. Try again when you are connected.');
}
