/** Details that hang over the page close when one goes on elsewhere. */

/** @param {HTMLDetailsElement} details */
export function closeElsewhere(details) {
  document.addEventListener('click', (event) => {
    if (!details.contains(/** @type {Node} */ (event.target))) details.open = false;
  });
  details.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !details.open) return;
    details.open = false;
    details.querySelector('summary')?.focus();
  });
}
