/** The browser's selection, as it is within a shadow root. */

/** @typedef {[node: Node, offset: number]} Boundary */

/**
 * @param {Element} element in a shadow root.
 * @returns {{start: Boundary, end: Boundary} | null} in document order; null where nothing is selected.
 */
export function selectionAround(element) {
  const range = composedRange(element);
  if (!range) return null;
  const {startContainer, startOffset, endContainer, endOffset} = range;
  return {start: [startContainer, startOffset], end: [endContainer, endOffset]};
}

function composedRange(element) {
  const selection = document.getSelection();
  if (selection?.getComposedRanges) {
    return selection.getComposedRanges({shadowRoots: rootsAround(element)})[0];
  }
  // Browsers that know no composed ranges tell the selection of a shadow root, or show it all.
  const own = element.getRootNode().getSelection?.() ?? selection;
  return own?.rangeCount > 0 ? own.getRangeAt(0) : undefined;
}

function rootsAround(element) {
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? [root, ...rootsAround(root.host)] : [];
}

/** @param {Boundary} anchor @param {Boundary} focus where the caret is. */
export function select(anchor, focus) {
  document.getSelection()?.setBaseAndExtent(...anchor, ...focus);
}
