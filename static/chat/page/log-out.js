/** Before logging out: what is not sent yet. */
import { byId } from './element.js';
import { sendLogOut } from './log-out-form.js';
import { warnOfUnsent } from './unsent.js';

/** @typedef {import('../client.js').ChatClient} ChatClient */

/** @param {ChatClient} client */
export function setUpLogOut(client) {
  const dialog = byId('log-out-dialog', HTMLDialogElement);
  const opener = byId('log-out-open', HTMLElement);
  // Who is out already, from elsewhere, is told how to come back in.
  client.on('connection', ({ state, loginNeeded }) => (opener.hidden = state === 'refused' && loginNeeded === true));
  const { reset } = sendLogOut();
  opener.addEventListener('click', () => {
    reset();
    const unsent = [...client.rooms.values()].reduce((sum, room) => sum + room.entries.length, 0);
    warnOfUnsent(byId('log-out-unsent', HTMLElement), unsent);
    dialog.showModal();
  });
}
