/** Short notices in a corner. They stay until dismissed, except news, which goes by itself. */
import { byId, part, piece } from './element.js';

// Long enough to read two lines twice.
const NEWS_MS = 8_000;

const list = byId('notices', HTMLUListElement);

/**
 * @param {string} text
 * @param {'news' | 'trouble'} [level] trouble stays until dismissed
 */
export function notify(text, level = 'trouble') {
  const notice = piece('notice-piece');
  notice.classList.add(`notice-${level}`);
  part(notice, '.notice-text', HTMLElement).textContent = text;
  list.append(notice);
  if (level === 'news') setTimeout(() => notice.remove(), NEWS_MS);
}

list.addEventListener('click', (event) => {
  const button = /** @type {Element} */ (event.target).closest('button');
  button?.closest('.notice')?.remove();
});
