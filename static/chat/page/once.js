/** A form is sent once, however often the button is pressed. */

for (const form of document.querySelectorAll('form[data-once]')) {
  const button = form.querySelector('button');
  form.addEventListener('submit', () => {
    if (button) button.disabled = true;
  });
  // The browser may bring the page back as it was left.
  window.addEventListener('pageshow', () => {
    if (button) button.disabled = false;
  });
}
