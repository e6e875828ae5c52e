/** The tools that paint: what each does with the pointer, or with the keys in its place. */
import {likeColour, paintLine, paintOutwards, paintPolygon} from './paint.js';

/** @typedef {import('./paint.js').Point} Point */

/**
 * @typedef {object} Work what a pen works on.
 * @property {import('./mask.js').Mask} mask
 * @property {number} number what to paint.
 * @property {number} size the brush's diameter.
 * @property {number} pixelSize how many pixels of the image one of the screen is.
 * @property {number} tolerance how far apart like colours may be.
 * @property {Uint8ClampedArray} [picture] the image's colours.
 * @property {() => void} refresh shows what has been painted.
 * @property {(name: string) => void} end a step is done.
 */

/** Paints lines as thick as the brush; with Shift straight on from where it ended. */
export class Brush {
  #work;
  #last;
  #isDown = false;

  /** @param {Work} work */
  constructor(work) {
    this.#work = work;
  }

  press(point, event) {
    this.#isDown = true;
    this.#paint(event.shiftKey && this.#last ? this.#last : point, point);
  }

  drag(point) {
    if (this.#isDown) this.#paint(this.#last, point);
  }

  release() {
    if (!this.#isDown) return;
    this.#isDown = false;
    this.#work.end('painted');
  }

  cancel() {
    this.#isDown = false;
    this.#work.mask.giveUp();
    this.#work.refresh();
  }

  #paint(from, to) {
    const {mask, size, number} = this.#work;
    paintLine(mask, from, to, {size, number});
    this.#last = to;
    this.#work.refresh();
  }
}

const NEAR = 10;
const SHORTEST = 6;

/** Paints what is inside of corners that are set one by one, or of a line drawn in one go. */
export class Outline {
  /** @type {Point[]} */
  points = [];
  #work;
  #start;
  #isFree = false;

  /** @param {Work} work */
  constructor(work) {
    this.#work = work;
  }

  press(point) {
    if (this.#meetsStart(point)) {
      this.close();
      return;
    }
    this.#start = point;
    this.#isFree = false;
    this.points.push(point);
    this.#work.refresh();
  }

  drag(point) {
    if (!this.#start) return;
    if (!this.#isFree && this.#distance(this.#start, point) < SHORTEST) return;
    this.#isFree = true;
    if (this.#distance(this.points.at(-1), point) >= 1) this.points.push(point);
    this.#work.refresh();
  }

  /** A line that was drawn in one go is closed, other corners may follow. */
  release() {
    const isWhole = this.#isFree && this.points[0] === this.#start;
    this.#start = undefined;
    if (isWhole) this.close();
  }

  pressTwice() {
    this.close();
  }

  cancel() {
    this.points = [];
    this.#start = undefined;
    this.#work.refresh();
  }

  /** @returns {boolean} whether there was a corner to take back. */
  back() {
    const had = this.points.length > 0;
    this.points.pop();
    this.#work.refresh();
    return had;
  }

  /** @returns {boolean} whether there was something to close. */
  close() {
    const {points} = this;
    if (points.length === 0) return false;
    this.cancel();
    if (points.length > 2) {
      paintPolygon(this.#work.mask, points, this.#work.number);
      this.#work.end('painted');
    }
    return true;
  }

  #meetsStart(point) {
    return this.points.length > 2 && this.#distance(this.points[0], point) <= NEAR;
  }

  /** In pixels of the screen. */
  #distance(one, two) {
    return Math.hypot(one.x - two.x, one.y - two.y) / this.#work.pixelSize;
  }
}

/** Paints from a point outwards, up to where the mask differs, and with a picture its colour. */
export class Bucket {
  #work;
  #usesColour;

  /** @param {Work} work @param {boolean} usesColour */
  constructor(work, usesColour) {
    this.#work = work;
    this.#usesColour = usesColour;
  }

  press({x, y}) {
    const {mask, number, picture, tolerance} = this.#work;
    const seed = {x: Math.floor(x), y: Math.floor(y)};
    if (!mask.has(seed.x, seed.y) || (this.#usesColour && !picture)) return;
    const at = seed.y * mask.width + seed.x;
    const isAlike = this.#usesColour ? likeColour(picture, at, tolerance) : undefined;
    paintOutwards(mask, seed, number, isAlike);
    this.#work.end('filled');
  }
}
