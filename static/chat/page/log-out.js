/** Before logging out: what is not sent yet. */
import { byId } from './element.js';
import { fill, ngettext } from './text.js';

/** @typedef {import('../client.js').ChatClient} ChatClient */

/** @param {ChatClient} client */
export function setUpLogOut(client) {
  const dialog = byId('log-out-dialog', HTMLDialogElement);
  byId('log-out-open', HTMLElement).addEventListener('click', () => {
    const unsent = [...client.rooms.values()].reduce((sum, room) => sum + room.entries.length, 0);
    const warning = byId('log-out-unsent', HTMLElement);
    warning.hidden = unsent === 0;
    warning.textContent = fill(
      ngettext('%(count)s message is not sent yet.', '%(count)s messages are not sent yet.', unsent),
      { count: unsent },
    );
    dialog.showModal();
  });
}
