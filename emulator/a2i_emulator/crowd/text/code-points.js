/** Places in a text: answers count Unicode code points, the browser counts UTF-16 units. */

const PAIR = /[\ud800-\udbff][\udc00-\udfff]/;

/** @typedef {{start: number, end: number}} Place in code points, without the one at the end. */

/** Turns places of one kind into the other. */
export class CodePoints {
  /** Where each code point begins, and the end; undefined where the two counts are the same. */
  #units;

  /** @param {string} source */
  constructor(source) {
    this.source = source;
    if (PAIR.test(source)) this.#units = beginnings(source);
  }

  /** @returns {number} how many code points there are. */
  get length() {
    return this.#units ? this.#units.length - 1 : this.source.length;
  }

  /** @param {number} point from 0 to `length` @returns {number} the unit where it begins. */
  unitAt(point) {
    return this.#units ? this.#units[point] : point;
  }

  /**
   * @param {number} unit
   * @returns {number} the code point that begins there; within a pair, the one it is half of.
   */
  pointAt(unit) {
    if (!this.#units) return unit;
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#units[middle] <= unit) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** @param {number} from @param {number} to in units. @returns {Place} of whole code points. */
  placeOf(from, to) {
    const end = this.pointAt(to);
    return {start: this.pointAt(from), end: this.unitAt(end) < to ? end + 1 : end};
  }

  /** @param {Place} place @returns {Place} without white space at its ends, unless it is all that. */
  trimmed({start, end}) {
    const words = this.slice(start, end);
    const kept = words.trim();
    if (kept === '') return {start, end};
    const from = this.unitAt(start) + words.indexOf(kept);
    return this.placeOf(from, from + kept.length);
  }

  /** @param {number} point @returns {Place | null} the word there, as the language of its script has it. */
  wordAt(point) {
    const unit = this.unitAt(point);
    const from = this.source.lastIndexOf('\n', unit - 1) + 1;
    const [line] = this.source.slice(from).split('\n', 1);
    const segments = new Intl.Segmenter(undefined, {granularity: 'word'}).segment(line);
    const isWord = (segment) => segment?.isWordLike;
    const found = [segments.containing(unit - from), segments.containing(unit - from - 1)].find(isWord);
    if (!found) return null;
    const begin = from + found.index;
    return this.placeOf(begin, begin + found.segment.length);
  }

  /** @param {number} start @param {number} end in code points @returns {boolean} */
  isOneLine(start, end) {
    return !this.slice(start, end).includes('\n');
  }

  /** @param {number} start @param {number} end in code points @returns {string} */
  slice(start, end) {
    return this.source.slice(this.unitAt(start), this.unitAt(end));
  }
}

function beginnings(source) {
  const units = new Uint32Array(source.length + 1);
  let count = 0;
  let unit = 0;
  for (const character of source) {
    units[count] = unit;
    count += 1;
    unit += character.length;
  }
  units[count] = unit;
  return units.slice(0, count + 1);
}
