/**
 * crowd-html-elements.js: the one file that a template names. It is a classic script, as in
 * `<script src="…/crowd-html-elements.js"></script>`, and works as a module too. The modules of
 * this folder are joined into it, so that every element is there when the script has run.
 */
(() => {
  'use strict';
  const FILES = './crowd/DIGEST/';
  const MOST_ERRORS = 100;
  if (globalThis.crowdHtmlElements) return;
  // A cross-origin classic script has no base URL of its own for import().
  const base = document.currentScript?.src;
  /** Imports a module that lies apart, as it is large and seldom needed. */
  const importFile = (name) => import(base ? new URL(FILES + name, base).href : FILES + name);
  globalThis.crowdHtmlElements = {
    importFile,
    parts: /* PARTS */ {},
    /** Runs a part, modules joined apart. */
    importPart: async (name) => (await importFile(`${name}/main.js`)).default(modules),
  };

  const errors = [];
  const report = (message, line, column, isHint) => {
    if (window.parent === window || errors.length >= MOST_ERRORS) return;
    const number = errors.length + 1;
    errors.push({type: 'a2i:error', number, message: String(message), line, column, isHint});
    window.parent.postMessage(errors.at(-1), '*');
  };
  window.addEventListener('message', ({source, data}) => {
    if (source !== window.parent || source === window || data?.type !== 'a2i:hello') return;
    for (const error of errors) source.postMessage(error, '*');
  });
  window.addEventListener('a2i:hint', ({detail}) => report(detail, 0, 0, true));
  window.addEventListener('error', ({message, lineno, colno}) => report(message, lineno, colno));
  window.addEventListener('unhandledrejection', ({reason}) => report(reason?.message ?? reason));

  /* MODULES */
})();
