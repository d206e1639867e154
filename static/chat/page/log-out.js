/** Before logging out: what is not sent yet. */
import { byId } from './element.js';
import { sendLogOut } from './log-out-form.js';
import { warnOfUnsent } from './unsent.js';

/** @typedef {import('../client.js').ChatClient} ChatClient */

/** @param {ChatClient} client */
export function setUpLogOut(client) {
  const dialog = byId('log-out-dialog', HTMLDialogElement);
  const opener = byId('log-out-open', HTMLElement);
  const warning = byId('log-out-unsent', HTMLElement);
  const { reset } = sendLogOut();
  opener.addEventListener('click', () => {
    reset();
    warnOfUnsent(warning, unsentIn(client));
    dialog.showModal();
  });
  // Behind the open dialog the page goes on sending.
  client.on('room', () => {
    if (dialog.open) warnOfUnsent(warning, unsentIn(client));
  });
  let { state } = client.connection;
  client.on('connection', (connection) => {
    // Who is out already, from elsewhere, is told how to come back in.
    opener.hidden = connection.state === 'refused' && connection.loginNeeded === true;
    // What could not be reached is there again; each measured round trip comes here too.
    if (connection.state === 'online' && state !== 'online') reset();
    state = connection.state;
  });
}

/** @param {ChatClient} client @returns {number} messages, of all rooms; those the server has stay nowhere here */
function unsentIn({ rooms }) {
  const entries = [...rooms.values()].flatMap((room) => room.entries);
  return entries.filter(({ state }) => state !== 'acknowledged').length;
}
