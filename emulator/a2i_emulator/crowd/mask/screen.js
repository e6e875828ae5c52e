/** Showing a mask: a canvas with one pixel for each of the image's, which nobody reads again. */

/** Some browsers have no larger canvas; of larger images every second or third pixel is shown. */
const MOST = 1 << 24;
/** As many pixels are written in one go. */
const STRIP = 1 << 18;

export class Screen {
  #canvas;
  #mask;
  #colours = new Uint32Array(256);
  #step = 1;
  #isDue = false;

  /** @param {HTMLCanvasElement} canvas @param {import('./mask.js').Mask} mask */
  constructor(canvas, mask) {
    this.#canvas = canvas;
    this.#mask = mask;
    this.#step = Math.ceil(Math.sqrt((mask.width * mask.height) / MOST));
    canvas.width = Math.ceil(mask.width / this.#step);
    canvas.height = Math.ceil(mask.height / this.#step);
  }

  /** @returns {HTMLCanvasElement} where it draws. */
  get canvas() {
    return this.#canvas;
  }

  /** @returns {import('./mask.js').Mask} what it shows. */
  get mask() {
    return this.#mask;
  }

  /** @param {(number[] | undefined)[]} colours red, green, blue by number; none: not shown. */
  show(colours) {
    const before = this.#colours.join();
    const bytes = new Uint8ClampedArray(this.#colours.buffer).fill(0);
    for (const [number, rgb] of colours.entries()) if (rgb) bytes.set([...rgb, 255], number * 4);
    if (this.#colours.join() !== before) this.#draw(this.#mask.whole);
  }

  /** Draws with the next frame what has changed in the mask. */
  refresh() {
    if (this.#isDue) return;
    this.#isDue = true;
    requestAnimationFrame(() => {
      this.#isDue = false;
      const area = this.#mask.unseen();
      if (area) this.#draw(area);
    });
  }

  #draw({left, top, right, bottom}) {
    const step = this.#step;
    const [x, y] = [Math.floor(left / step), Math.floor(top / step)];
    const width = Math.ceil(right / step) - x;
    const end = Math.ceil(bottom / step);
    const rows = Math.max(Math.floor(STRIP / width), 1);
    for (let from = y; from < end; from += rows) {
      this.#drawStrip(x, from, width, Math.min(rows, end - from));
    }
  }

  #drawStrip(x, y, width, height) {
    const {pixels, width: all} = this.#mask;
    const step = this.#step;
    const image = new ImageData(width, height);
    const words = new Uint32Array(image.data.buffer);
    for (let row = 0; row < height; row += 1) {
      const start = (y + row) * step * all + x * step;
      const to = row * width;
      for (let at = 0; at < width; at += 1) words[to + at] = this.#colours[pixels[start + at * step]];
    }
    this.#canvas.getContext('2d').putImageData(image, x, y);
  }
}
