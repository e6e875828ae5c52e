/**
 * A mask: one byte for each pixel of an image, 0 where nothing is painted, else the number of a
 * label or an instance. Nothing is ever blended: an edge is where one number ends.
 *
 * Memory: two bytes for each pixel (as it is, and as it was before the stroke at hand), and for
 * each change that can be undone what its outline takes (see `settle`).
 */

/** The highest number that a pixel can have. */
export const MOST = 255;

/** @typedef {{left: number, top: number, right: number, bottom: number}} Area ends exclusive. */
/** @typedef {{area: Area, runs: Uint8Array}} Change applied once it undoes, twice it redoes. */

export class Mask {
  /** The only number that may be painted over; undefined: all of them. @type {number | undefined} */
  over;

  /** How many pixels have each number, as of the last `settle()`. */
  counts = new Float64Array(MOST + 1);

  #before;
  /** Where something may have changed since the last `settle()`, and since the last `unseen()`. */
  #touched;
  #unseen;

  /** @param {number} width @param {number} height of the image, in its own pixels. */
  constructor(width, height) {
    this.width = width;
    this.height = height;
    this.pixels = new Uint8Array(width * height);
    this.#before = new Uint8Array(width * height);
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
    this.#touched = undefined;
    if (!area) return undefined;
    const runs = new Runs();
    for (const [start, end] of this.#rows(area)) this.#compare(start, end, runs);
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
    const area = this.#touched;
    this.#touched = undefined;
    if (!area) return;
    for (const [start, end] of this.#rows(area)) {
      this.pixels.set(this.#before.subarray(start, end), start);
    }
    this.#see(area);
  }

  /** Undoes a change, or does it again. @param {Change} change */
  toggle({area, runs}) {
    this.#see(area);
    const width = area.right - area.left;
    let passed = 0;
    for (const [skipped, length, difference] of readRuns(runs)) {
      passed += skipped;
      for (const end = passed + length; passed < end; passed += 1) {
        const row = Math.floor(passed / width);
        const at = (area.top + row) * this.width + area.left + (passed - row * width);
        this.#flip(at, difference);
      }
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
    this.#touched = undefined;
    this.#see(this.whole);
    this.counts.fill(0);
    for (const number of pixels) this.counts[number] += 1;
  }

  *#rows({left, top, right, bottom}) {
    for (let y = top; y < bottom; y += 1) yield [y * this.width + left, y * this.width + right];
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

/** A growing list of runs, as numbers of seven bits a byte. */
class Runs {
  #bytes = new Uint8Array(64);
  #size = 0;
  #skipped = 0;

  get isEmpty() {
    return this.#size === 0;
  }

  add(length, difference) {
    if (difference === 0) {
      this.#skipped += length;
      return;
    }
    this.#number(this.#skipped);
    this.#number(length);
    this.#byte(difference);
    this.#skipped = 0;
  }

  taken() {
    return this.#bytes.slice(0, this.#size);
  }

  #number(value) {
    let rest = value;
    for (; rest > 127; rest = Math.floor(rest / 128)) this.#byte((rest % 128) | 128);
    this.#byte(rest);
  }

  #byte(value) {
    if (this.#size === this.#bytes.length) {
      const larger = new Uint8Array(this.#size * 2);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes[this.#size] = value;
    this.#size += 1;
  }
}

function* readRuns(bytes) {
  let at = 0;
  const number = () => {
    let value = 0;
    for (let unit = 1; ; unit *= 128) {
      const byte = bytes[at];
      at += 1;
      value += (byte & 127) * unit;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const run = [number(), number(), bytes[at]];
    at += 1;
    yield run;
  }
}
