/**
 * A mask: one byte for each pixel of an image, 0 where nothing is painted, else the number of a
 * label or an instance. Nothing is ever blended: an edge is where one number ends.
 *
 * Memory: two bytes for each pixel (as it is, and as it was before the stroke at hand), and for
 * each change that can be undone what its outline takes (see `settle`).
 */
import {Runs, readRuns} from './runs.js';

/** The highest number that a pixel can have. */
export const MOST = 255;

/** @typedef {{left: number, top: number, right: number, bottom: number}} Area ends exclusive. */
/** @typedef {{area: Area, runs: Uint8Array}} Change toggled once it is undone, twice done again. */

export class Mask {
  /** The only number that may be painted over; undefined: all of them. @type {number | undefined} */
  over;

  /** How many pixels have each number, as of the last `settle()`. */
  counts = new Float64Array(MOST + 1);

  #before;
  /** Where something may have changed since the last `settle()`, and since the last `unseen()`. */
  #touched;
  #unseen;
  /** Of the touched rows, which part: a long stroke touches little of each. */
  #lefts;
  #rights;

  /** @param {number} width @param {number} height of the image, in its own pixels. */
  constructor(width, height) {
    this.width = width;
    this.height = height;
    this.pixels = new Uint8Array(width * height);
    this.#before = new Uint8Array(width * height);
    this.#lefts = new Int32Array(height).fill(width);
    this.#rights = new Int32Array(height);
    this.counts[0] = width * height;
  }

  /** @returns {Area} all of it. */
  get whole() {
    return {left: 0, top: 0, right: this.width, bottom: this.height};
  }

  /** @param {number} x @param {number} y @returns {number} 0 outside of the image, too. */
  at(x, y) {
    return this.has(x, y) ? this.pixels[y * this.width + x] : 0;
  }

  /** @param {number} x @param {number} y @returns {boolean} whether there is such a pixel. */
  has(x, y) {
    return x >= 0 && y >= 0 && x < this.width && y < this.height;
  }

  /**
   * Paints a piece of a row; what lies outside of the image is left out.
   * @param {number} y
   * @param {number} from the first pixel
   * @param {number} to the pixel after the last
   * @param {number} number 0 erases.
   */
  paintRow(y, from, to, number) {
    const left = Math.max(from, 0);
    const right = Math.min(to, this.width);
    if (y < 0 || y >= this.height || left >= right) return;
    const start = y * this.width;
    if (this.over === undefined) this.pixels.fill(number, start + left, start + right);
    else this.#paintOver(start + left, start + right, number);
    if (left < this.#lefts[y]) this.#lefts[y] = left;
    if (right > this.#rights[y]) this.#rights[y] = right;
    this.#touched = include(this.#touched, left, y, right, y + 1);
    this.#unseen = include(this.#unseen, left, y, right, y + 1);
  }

  #paintOver(from, to, number) {
    const {pixels, over} = this;
    for (let at = from; at < to; at += 1) if (pixels[at] === over) pixels[at] = number;
  }

  /** Paints all that has one number with another. @param {number} from @param {number} to */
  recolour(from, to) {
    this.overwrite(this.pixels.map((number) => (number === from ? to : number)));
  }

  /** Paints everything as it is elsewhere. @param {Uint8Array} pixels of a mask of this size. */
  overwrite(pixels) {
    this.pixels.set(pixels);
    this.#lefts.fill(0);
    this.#rights.fill(this.width);
    this.#touched = this.whole;
    this.#unseen = this.whole;
  }

  /** @returns {Area | undefined} what has changed since this was called last. */
  unseen() {
    const area = this.#unseen;
    this.#unseen = undefined;
    return area;
  }

  #see({left, top, right, bottom}) {
    this.#unseen = include(this.#unseen, left, top, right, bottom);
  }

  /**
   * Ends a stroke.
   * @returns {Change | undefined} what it changed: for each run of pixels that changed alike, how
   *   many pixels lie before it, how long it is, and the exclusive or of old and new number. A
   *   stroke takes some four bytes for each row that it crosses. Undefined if nothing changed.
   */
  settle() {
    const area = this.#touched;
    if (!area) return undefined;
    const runs = new Runs();
    let passed = 0;
    for (const [start, end] of this.#takeRows()) {
      runs.add(start - passed, 0);
      this.#compare(start, end, runs);
      passed = end;
    }
    return runs.isEmpty ? undefined : {area, runs: runs.taken()};
  }

  #compare(start, end, runs) {
    const {pixels} = this;
    const before = this.#before;
    let from = start;
    let last = 0;
    for (let at = start; at <= end; at += 1) {
      const difference = at < end ? pixels[at] ^ before[at] : 0;
      if (difference === last && at < end) continue;
      runs.add(at - from, last);
      if (last !== 0) this.#count(from, at);
      from = at;
      last = difference;
    }
    before.set(pixels.subarray(start, end), start);
  }

  #count(from, to) {
    for (let at = from; at < to; at += 1) {
      this.counts[this.#before[at]] -= 1;
      this.counts[this.pixels[at]] += 1;
    }
  }

  /** Gives up the stroke at hand. */
  giveUp() {
    if (!this.#touched) return;
    this.#see(this.#touched);
    for (const [start, end] of this.#takeRows()) {
      this.pixels.set(this.#before.subarray(start, end), start);
    }
  }

  /** Undoes a change, or does it again. @param {Change} change */
  toggle({area, runs}) {
    this.#see(area);
    let at = 0;
    for (const [skipped, length, difference] of readRuns(runs)) {
      at += skipped;
      for (const end = at + length; at < end; at += 1) this.#flip(at, difference);
    }
  }

  #flip(at, difference) {
    this.counts[this.pixels[at]] -= 1;
    this.pixels[at] ^= difference;
    this.#before[at] = this.pixels[at];
    this.counts[this.pixels[at]] += 1;
  }

  /** Takes over other pixels as the state to begin with. @param {Uint8Array} pixels */
  replace(pixels) {
    this.pixels.set(pixels);
    this.#before.set(pixels);
    this.#forget();
    this.#see(this.whole);
    this.counts.fill(0);
    for (const number of pixels) this.counts[number] += 1;
  }

  /** Yields where each touched row begins and ends, and forgets that it was touched. */
  *#takeRows() {
    const {top, bottom} = this.#touched;
    for (let y = top; y < bottom; y += 1) {
      const start = y * this.width;
      if (this.#rights[y] > 0) yield [start + this.#lefts[y], start + this.#rights[y]];
    }
    this.#forget();
  }

  #forget() {
    this.#touched = undefined;
    this.#lefts.fill(this.width);
    this.#rights.fill(0);
  }
}

function include(area, left, top, right, bottom) {
  if (!area) return {left, top, right, bottom};
  if (left < area.left) area.left = left;
  if (right > area.right) area.right = right;
  if (top < area.top) area.top = top;
  if (bottom > area.bottom) area.bottom = bottom;
  return area;
}
