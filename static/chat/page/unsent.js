/** What somebody leaves behind in this browser: said before they give up its login. */
import { fill, gettext, ngettext } from './text.js';

/**
 * @param {HTMLElement} warning  hidden where nothing waits to be sent
 * @param {number} count  of messages
 */
export function warnOfUnsent(warning, count) {
  warning.hidden = count === 0;
  warning.textContent = fill(
    ngettext(
      '%(count)s message is not sent yet. It stays in this browser, and whoever uses it next can read it.',
      '%(count)s messages are not sent yet. They stay in this browser, and whoever uses it next can read them.',
      count,
    ),
    { count },
  );
}

/** @param {HTMLElement} warning  where the browser does not say what waits */
export function warnOfSilence(warning) {
  warning.hidden = false;
  warning.textContent = gettext('This browser does not say whether messages wait here to be sent. If some do, whoever uses it next can read them.');
}
