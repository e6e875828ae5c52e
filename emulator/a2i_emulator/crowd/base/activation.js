/** What clicks on button-like elements do, in the order in which a native button does it. */

/**
 * Lets no listener hear a click while the element is disabled, not even one made by script.
 * @param {Element} element
 * @param {() => boolean} isBlocked
 */
export function blockClicks(element, isBlocked) {
  const stop = (event) => {
    if (!isBlocked()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  element.addEventListener('click', stop, {capture: true});
}

/**
 * Submits or resets the form around a button after every listener has seen the click.
 * @param {Event} event
 * @param {string | undefined} action `submit` or `reset`; anything else does nothing.
 */
export function actOnForm(event, action) {
  if (action !== 'submit' && action !== 'reset') return;
  const button = event.currentTarget;
  setTimeout(() => {
    if (!event.defaultPrevented) formOf(button)?.[action]();
  });
}

/** @param {Element} element @returns {any} the crowd-form around it, else the page's first. */
export function formOf(element) {
  for (let node = element; node; node = node.getRootNode().host) {
    const form = node.closest('crowd-form');
    if (form) return form;
  }
  return document.querySelector('crowd-form');
}
