/** What is wrong with a page though no script of it fails: its author and its worker are told. */
import {isApart} from './parts.js';

const PATIENCE = 1000;
const MOST_NAMES = 10;

/**
 * Tells of a page that cannot be submitted, and of names that are no elements. Scripts have a moment
 * to bring in what is missing.
 */
export function hintLater() {
  setTimeout(() => {
    for (const sentence of [...missingForm(), ...unknownElements()]) {
      console.warn(sentence);
      window.dispatchEvent(new CustomEvent('a2i:hint', {detail: sentence}));
    }
  }, PATIENCE);
}

function missingForm() {
  const isThere = [document, ...shadowRoots()].some((root) => root.querySelector('crowd-form'));
  if (isThere) return [];
  return ['This page has no <crowd-form>: there is no Submit button, and no answer can be given.'];
}

/** Only some elements bring a form of their own. */
function shadowRoots() {
  return [...document.querySelectorAll(':defined')].flatMap(({shadowRoot}) => shadowRoot ?? []);
}

function unknownElements() {
  const names = [...document.querySelectorAll(':not(:defined)')].map(({localName}) => localName);
  const unknown = [...new Set(names)].filter((name) => name.startsWith('crowd-') && !isApart(name));
  return unknown
    .slice(0, MOST_NAMES)
    .map((name) => `<${name.slice(0, 100)}> is no Crowd HTML Element: it does nothing.`);
}
