/** The pages to log out and to delete the account: what is not sent yet, by any tab of this browser. */
import { EntryStore } from '../entry-store.js';
import { byId } from './element.js';
import { sendLogOut } from './log-out-form.js';
import { warnOfSilence, warnOfUnsent } from './unsent.js';

const warning = byId('unsent', HTMLElement);
const store = new EntryStore();
const person = String(warning.dataset.person);

async function show() {
  try {
    warnOfUnsent(warning, (await store.all(person)).length);
  } catch {
    warnOfSilence(warning);
  }
}

// Another tab may be sending it just now.
store.onChange(show);
show();
if (document.getElementById('log-out-form')) sendLogOut();
