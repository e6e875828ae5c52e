/**
 * crowd-html-elements.js: the one file that a template names. It is a classic script, as in
 * `<script src="…/crowd-html-elements.js"></script>`, and works as a module too.
 */
(() => {
  const FILES = './crowd/current/';
  if (globalThis.crowdHtmlElements) return;
  globalThis.crowdHtmlElements = true;

  const report = (message, line, column) => {
    if (window.parent === window) return;
    window.parent.postMessage({type: 'a2i:error', message: String(message), line, column}, '*');
  };
  window.addEventListener('error', ({message, lineno, colno}) => report(message, lineno, colno));
  window.addEventListener('unhandledrejection', ({reason}) => report(reason?.message ?? reason));

  // Until the form is there its raw content must not flash up.
  const veil = document.createElement('style');
  veil.textContent =
    'crowd-form:not(:defined), crowd-entity-annotation:not(:defined) { visibility: hidden; }';
  document.head?.append(veil);

  // A cross-origin classic script has no base URL of its own for import().
  const base = document.currentScript?.src;
  const loader = `${FILES}loader.js`;
  import(base ? new URL(loader, base).href : loader).catch((error) => {
    veil.remove();
    report(error.message);
  });
})();
