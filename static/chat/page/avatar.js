/** A person as a coloured disc with a letter: the same colour everywhere. */

// As many as the style sheet has `.hue-N`.
const HUES = 8;

/**
 * @param {HTMLElement} element
 * @param {{id: string, name: string}} person
 */
export function showAvatar(element, person) {
  element.textContent = firstLetter(person.name).toLocaleUpperCase();
  element.classList.add(`hue-${hueOf(person.id)}`);
}

/** @param {string} name */
function firstLetter(name) {
  const [first] = new Intl.Segmenter().segment(name);
  return first?.segment ?? '?';
}

/** @param {string} id */
function hueOf(id) {
  let sum = 0;
  for (const character of id) sum = (sum * 31 + character.charCodeAt(0)) % 997;
  return sum % HUES;
}
