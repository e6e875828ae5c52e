/** Defines the elements that the page uses, now and later, and tells when they are ready. */
import {tokens} from './base/tokens.js';
import {tellParent} from './form/messages.js';
import {MODULES} from './registry.js';
import {chooseScheme} from './scheme.js';

const SELECTOR = [...MODULES.keys()].map((tag) => `${tag}:not(:defined)`).join();
const pending = new Map();
/** Hides the raw content of elements that are still to be defined. */
const veil = new CSSStyleSheet();

/** Loads what the page needs; then fires `all-crowd-elements-ready`. */
async function start() {
  veil.replaceSync(`:is(${SELECTOR}) { visibility: hidden; }`);
  document.adoptedStyleSheets.push(tokens.styleSheet, veil);
  watch(document);
  document.addEventListener('crowd-shadow-root', (event) => {
    watch(event.composedPath()[0].shadowRoot);
  });
  await parsed();
  chooseScheme(document);
  namePage();
  await settle();
  document.dispatchEvent(new Event('all-crowd-elements-ready'));
  tellParent({type: 'a2i:ready'});
}

/** Defines what is under a root now, and what scripts put there later. */
function watch(root) {
  new MutationObserver(onMutations).observe(root, {childList: true, subtree: true});
  define(root);
}

/** Imports the modules of all undefined tags under a node. */
function define(node) {
  const tags = new Set([...node.querySelectorAll(SELECTOR)].map((element) => element.localName));
  if (node instanceof Element && node.matches(SELECTOR)) tags.add(node.localName);
  for (const tag of tags) load(tag);
}

function load(tag) {
  if (pending.has(tag)) return;
  const loading = import(MODULES.get(tag)).catch((error) => {
    veil.replaceSync('');
    tellParent({type: 'a2i:error', message: `${tag}: ${error.message}`});
    throw error;
  });
  pending.set(tag, loading);
}

function onMutations(mutations) {
  for (const {addedNodes} of mutations) {
    for (const node of addedNodes) if (node instanceof Element) define(node);
  }
}

function parsed() {
  if (document.readyState !== 'loading') return undefined;
  return new Promise((resolve) => {
    document.addEventListener('DOMContentLoaded', resolve, {once: true});
  });
}

/** Waits until every element has loaded and rendered, those that others brought in included. */
async function settle() {
  let loaded = -1;
  while (loaded !== pending.size) {
    loaded = pending.size;
    await Promise.allSettled(pending.values());
    const elements = [...document.querySelectorAll([...MODULES.keys()].join())];
    await Promise.all(elements.map((element) => element.updateComplete));
  }
}

/** Screen readers need a language and a title; templates rarely give them. */
function namePage() {
  document.documentElement.lang ||= 'en';
  if (!document.title) document.title = 'Task';
}

start();
