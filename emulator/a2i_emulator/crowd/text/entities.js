/**
 * The labelled parts of a text, and what labelling does to them. Places are code points.
 *
 * What AWS tells workers: all of a labelled text can be selected again, not a portion of it. So a
 * label for exactly the same text takes the place of the former one; one for a text that has
 * labelled texts in it takes the place of all of those (ours); one for a part is refused.
 */

/** @typedef {{startOffset: number, endOffset: number, label: string}} Entity */
/** @typedef {import('./code-points.js').Place} Place */

/** @param {unknown} entity @param {number} length of the text @returns {boolean} */
export function isInText(entity, length) {
  const {startOffset: start, endOffset: end} = entity ?? {};
  return Number.isInteger(start) && Number.isInteger(end) && start >= 0 && start < end && end <= length;
}

/**
 * @param {unknown[]} entities in any order; some may be none.
 * @param {Place} place
 * @param {string} label
 * @param {number} length of the text.
 * @returns {unknown[] | null} the new list; null where the place is but a part of an entity.
 */
export function labelled(entities, {start, end}, label, length) {
  const touched = entities.filter((entity) => isInText(entity, length) && overlaps(entity, start, end));
  const same = touched.filter(({startOffset, endOffset}) => startOffset === start && endOffset === end);
  if (same.length > 0) {
    return entities.map((entity) => (same.includes(entity) ? {...entity, label} : entity));
  }
  const isPart = ({startOffset, endOffset}) => startOffset < start || endOffset > end;
  if (touched.some(isPart)) return null;
  const others = entities.filter((entity) => !touched.includes(entity));
  const after = others.findIndex((entity) => entity?.startOffset >= end);
  const entity = {endOffset: end, label, startOffset: start};
  return others.toSpliced(after < 0 ? others.length : after, 0, entity);
}

function overlaps({startOffset, endOffset}, start, end) {
  return startOffset < end && start < endOffset;
}

/**
 * @param {Entity[]} entities those in the text.
 * @param {number} place of the caret.
 * @returns {Entity | undefined} the shortest one there; at a boundary, the one that begins.
 */
export function entityAt(entities, place) {
  const within = entities.filter((one) => one.startOffset <= place && place < one.endOffset);
  const found = within.length > 0 ? within : entities.filter((one) => one.endOffset === place);
  return found.toSorted((one, other) => lengthOf(one) - lengthOf(other))[0];
}

/** @param {Entity[]} entities @param {Place} place @returns {Entity | undefined} the last one just there. */
export function entityOf(entities, {start, end}) {
  return entities.findLast(({startOffset, endOffset}) => startOffset === start && endOffset === end);
}

/**
 * @param {Entity[]} entities those in the text.
 * @param {Place} place the selection.
 * @param {1 | -1} step
 * @returns {Entity | undefined} the next one in the text, or the one before; round at the ends.
 */
export function neighbour(entities, {start, end}, step) {
  const inOrder = entities.toSorted((one, other) => compare(one, other) * step);
  const here = {startOffset: start, endOffset: end};
  const isSelected = inOrder.find((one) => compare(one, here) === 0);
  const isPast = (one) => compare(one, here) * step > 0 && one !== isSelected;
  return inOrder.find(isPast) ?? inOrder[0];
}

function compare(one, other) {
  return one.startOffset - other.startOffset || other.endOffset - one.endOffset;
}

function lengthOf({startOffset, endOffset}) {
  return endOffset - startOffset;
}
