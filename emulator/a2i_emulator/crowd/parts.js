/** The elements that lie apart: pages that have none of them do without their part. */

/** The part of each such element, by its tag: `crowd-line` is in `drawing`. */
const {importPart, parts} = globalThis.crowdHtmlElements;
const TAGS = Object.keys(parts).join();

/** Those that are under way, or there. @type {Map<string, Promise<void>>} */
const loads = new Map();

/** Loads the part of each such element that comes to the page by script, or is there already. */
export function watchForParts() {
  const bringsOne = (node) => node instanceof Element && elementsToCome([node]).length > 0;
  const watch = new MutationObserver((records) => {
    if (records.some(({addedNodes}) => [...addedNodes].some(bringsOne))) loadParts();
  });
  watch.observe(document, {childList: true, subtree: true});
}

/**
 * Loads what the page now needs; asks again for what did not come.
 * @returns {Promise<void>} settled when each part has run, or failed.
 */
export async function loadParts() {
  const tags = elementsToCome(document.children).map(({localName}) => localName);
  await Promise.all([...new Set(tags.map((tag) => parts[tag]))].map(loadPart));
}

/**
 * @param {Iterable<Element>} roots
 * @returns {Element[]} the elements among them, and in them, whose part is not there.
 */
export function elementsToCome(roots) {
  const isToCome = (element) => element.matches(TAGS) && element.matches(':not(:defined)');
  return [...roots].flatMap((root) => [root, ...root.querySelectorAll(TAGS)]).filter(isToCome);
}

/** @param {string} tag @returns {boolean} whether it is an element that lies apart. */
export function isApart(tag) {
  return Object.hasOwn(parts, tag);
}

async function loadPart(name) {
  if (!loads.has(name)) loads.set(name, importPart(name));
  try {
    await loads.get(name);
  } catch (error) {
    loads.delete(name);
    console.error(error);
    const detail = 'A tool of this page could not be loaded: the emulator did not answer.';
    window.dispatchEvent(new CustomEvent('a2i:hint', {detail}));
  }
}
