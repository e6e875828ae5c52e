/** Tells when every element is there: defined, upgraded and rendered. */
import {CrowdElement} from './base/element.js';
import {tokens} from './base/tokens.js';
import {onParentMessage, tellParent} from './form/messages.js';
import {hintLater} from './hints.js';
import {loadParts, watchForParts} from './parts.js';
import {chooseScheme} from './scheme.js';

/** Fires `all-crowd-elements-ready` once the page is parsed and all that is on it has rendered. */
async function start() {
  document.adoptedStyleSheets.push(tokens.styleSheet);
  watchForParts();
  await parsed();
  chooseScheme(document);
  namePage();
  await loadParts();
  await rendered();
  document.dispatchEvent(new Event('all-crowd-elements-ready'));
  tellParent({type: 'a2i:ready'});
  hintLater();
  onParentMessage(({type}) => {
    if (type === 'a2i:hello') tellParent({type: 'a2i:ready', again: true});
  });
}

function parsed() {
  if (document.readyState !== 'loading') return undefined;
  return new Promise((resolve) => {
    document.addEventListener('DOMContentLoaded', resolve, {once: true});
  });
}

/** Waits until no element has anything to render, those that others brought in included. */
async function rendered() {
  let pending = unrendered(document);
  while (pending.length > 0) {
    await Promise.allSettled(pending.map((element) => element.updateComplete));
    pending = unrendered(document);
  }
}

/** @returns {CrowdElement[]} the elements in a tree, shadow trees included, yet to render. */
function unrendered(root) {
  const elements = [...root.querySelectorAll('*')].filter((node) => node instanceof CrowdElement);
  const inside = elements.flatMap(({shadowRoot}) => (shadowRoot ? unrendered(shadowRoot) : []));
  return [...elements.filter(({isUpdatePending}) => isUpdatePending), ...inside];
}

/** Screen readers need a language and a title; templates rarely give them. */
function namePage() {
  document.documentElement.lang ||= 'en';
  if (!document.title) document.title = 'Task';
}

start();
