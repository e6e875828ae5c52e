/** Counting words. */

/** Scripts that put no spaces between words. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/**
 * @param {string} text
 * @returns {number} what stands between white space, such as "well-known"; in scripts without
 *   spaces the words that the browser finds.
 */
export function wordsIn(text) {
  const pieces = text.split(/\s+/).filter(Boolean);
  return pieces.reduce((sum, piece) => sum + (UNSPACED.test(piece) ? segmentsIn(piece) : 1), 0);
}

function segmentsIn(piece) {
  const segments = [...new Intl.Segmenter(undefined, {granularity: 'word'}).segment(piece)];
  return Math.max(segments.filter(({isWordLike}) => isWordLike).length, 1);
}

/** @typedef {{least: number, most: number}} Bounds */

/**
 * How many words, or anything else, there may be.
 * @param {unknown} least @param {unknown} most attributes; what is no number is no bound.
 * @param {number} [preset] the least number where none is given.
 * @returns {Bounds}
 */
export function boundsOf(least, most, preset = 1) {
  const low = Number.isFinite(least) ? Math.max(Math.trunc(least), 0) : preset;
  return {least: low, most: most >= low ? Math.trunc(most) : most > 0 ? low : Infinity};
}

/**
 * @param {number} count @param {Bounds} bounds
 * @returns {string} what is wrong, such as "needs 3 words or more"; '' if nothing is.
 */
export function wrongCount(count, {least, most}) {
  if (count < least) return `needs ${least} ${least === 1 ? 'word' : 'words'} or more`;
  if (count > most) return `may have ${most} ${most === 1 ? 'word' : 'words'} at most`;
  return '';
}
