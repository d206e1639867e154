/** Where the screen is narrow the rooms are in a drawer. */
import { byId } from './element.js';

const sidebar = byId('sidebar', HTMLElement);
const room = byId('room', HTMLElement);
const opener = byId('sidebar-open', HTMLButtonElement);
const narrow = matchMedia('(max-width: 45rem)');

/** @param {boolean} open */
function show(open) {
  const drawer = narrow.matches;
  document.body.classList.toggle('sidebar-shown', drawer && open);
  opener.setAttribute('aria-expanded', String(drawer && open));
  // What is out of sight, or behind the drawer, is out of reach of the Tab key too.
  sidebar.inert = drawer && !open;
  room.inert = drawer && open;
}

/** Close the drawer, if it is open: another room is. */
export function closeSidebar() {
  if (!document.body.classList.contains('sidebar-shown')) return;
  show(false);
  opener.focus();
}

/** Make the drawer work. */
export function setUpSidebar() {
  show(false);
  narrow.addEventListener('change', () => show(false));
  opener.addEventListener('click', () => {
    show(true);
    byId('sidebar-close', HTMLElement).focus();
  });
  byId('sidebar-close', HTMLElement).addEventListener('click', closeSidebar);
  byId('sidebar-shade', HTMLElement).addEventListener('click', closeSidebar);
  sidebar.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') closeSidebar();
  });
  byId('room-list', HTMLElement).addEventListener('click', closeSidebar);
}
