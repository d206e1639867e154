/** What is lost with this browser's login: said before somebody gives it up. */
import { fill, ngettext } from './text.js';

/**
 * @param {HTMLElement} warning  hidden where nothing waits to be sent
 * @param {number} count  of messages
 */
export function warnOfUnsent(warning, count) {
  warning.hidden = count === 0;
  warning.textContent = fill(
    ngettext('%(count)s message is not sent yet.', '%(count)s messages are not sent yet.', count),
    { count },
  );
}
