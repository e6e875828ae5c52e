/** A mask that is given as an image: getting its bytes, and finding labels in its colours. */
import {channels} from './entries.js';

/** As many pixels are looked at in one go. */
const STRIP = 1 << 20;
/** How far from a label's colour another one may be, and still be meant: of 441. */
const NEAR = 60;
const WHITE = 0xffffff;

/** Why a mask is not there. */
export class NoMask extends Error {
  /** @param {'missing' | 'forbidden' | 'broken'} kind */
  constructor(kind) {
    super(kind);
    this.kind = kind;
  }
}

/**
 * Loads what a script may read, not only show: of another origin only with its leave (CORS).
 * @param {string} url
 * @returns {Promise<Blob>}
 * @throws {NoMask} `forbidden` where the browser could show it, else `missing`.
 */
export async function bytesAt(url) {
  let response;
  try {
    // An answer that was kept from showing it has no leave in it.
    response = await fetch(url, {credentials: 'omit', cache: 'no-store'});
  } catch {
    throw new NoMask((await canShow(url)) ? 'forbidden' : 'missing');
  }
  if (!response.ok) throw new NoMask('missing');
  return response.blob();
}

async function canShow(url) {
  const image = new Image();
  image.src = url;
  try {
    await image.decode();
    return true;
  } catch {
    return false;
  }
}

/**
 * @param {unknown} data of a PNG in Base64.
 * @returns {{width: number, height: number} | undefined} what its head says.
 */
export function pngSize(data) {
  try {
    const head = Uint8Array.from(atob(data.slice(0, 44)), (letter) => letter.charCodeAt(0));
    const view = new DataView(head.buffer);
    const isPng = view.getUint32(0) === 0x89504e47 && view.getUint32(12) === 0x49484452;
    return isPng ? {width: view.getUint32(16), height: view.getUint32(20)} : undefined;
  } catch {
    return undefined;
  }
}

/**
 * @param {Blob} blob
 * @param {{width: number, height: number}} size of the image; a mask of another size is stretched.
 * @param {(string | undefined)[]} colours by number, as `#rrggbb`.
 * @returns {Promise<{pixels: Uint8Array, strange: number, isStretched: boolean}>} the number of each
 *   pixel. What is transparent, white or black, and no label's, is not painted. How many pixels are
 *   `strange`: they got the label of the nearest colour, or none.
 * @throws {NoMask} `broken`: it is no image.
 */
export async function maskOf(blob, size, colours) {
  const bitmap = await decoded(blob);
  const finder = new Finder(colours);
  const pixels = new Uint8Array(size.width * size.height);
  const rows = Math.max(Math.floor(STRIP / size.width), 1);
  for (let top = 0; top < size.height; top += rows) {
    const strip = stripOf(bitmap, size, top, Math.min(rows, size.height - top));
    finder.find(strip, pixels.subarray(top * size.width));
  }
  const isStretched = bitmap.width !== size.width || bitmap.height !== size.height;
  bitmap.close();
  return {pixels, strange: finder.strange, isStretched};
}

/**
 * @param {Blob} blob of an image.
 * @param {{width: number, height: number}} size
 * @returns {Promise<Uint8ClampedArray>} its colours, four bytes a pixel.
 */
export async function pictureOf(blob, {width, height}) {
  const image = new Image();
  image.src = URL.createObjectURL(blob);
  try {
    await image.decode();
    const context = new OffscreenCanvas(width, height).getContext('2d', {willReadFrequently: true});
    context.drawImage(image, 0, 0, width, height);
    return context.getImageData(0, 0, width, height).data;
  } finally {
    URL.revokeObjectURL(image.src);
  }
}

async function decoded(blob) {
  try {
    return await createImageBitmap(blob, {colorSpaceConversion: 'none', premultiplyAlpha: 'none'});
  } catch {
    throw new NoMask('broken');
  }
}

/** @returns {Uint8ClampedArray} the colours of some rows. */
function stripOf(bitmap, {width, height}, top, rows) {
  const canvas = new OffscreenCanvas(width, rows);
  const context = canvas.getContext('2d', {willReadFrequently: true});
  context.imageSmoothingEnabled = false;
  context.drawImage(bitmap, 0, -top, width, height);
  return context.getImageData(0, 0, width, rows).data;
}

class Finder {
  strange = 0;
  #colours;
  #known = new Map();
  #isStrange = new Set();

  constructor(colours) {
    this.#colours = [...colours.entries()].filter(([number, colour]) => number > 0 && colour);
    this.#colours = this.#colours.map(([number, colour]) => [number, channels(colour)]);
  }

  find(bytes, pixels) {
    const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
    let last;
    let number = 0;
    let isStrange = false;
    for (let at = 0; at < words.length; at += 1) {
      if (words[at] !== last) {
        last = words[at];
        number = this.#numberOf(last, bytes.subarray(at * 4, at * 4 + 4));
        isStrange = this.#isStrange.has(last);
      }
      pixels[at] = number;
      if (isStrange) this.strange += 1;
    }
  }

  #numberOf(word, bytes) {
    if (!this.#known.has(word)) {
      const {number, isExact} = this.#nearest(bytes);
      this.#known.set(word, number);
      if (!isExact) this.#isStrange.add(word);
    }
    return this.#known.get(word);
  }

  #nearest([red, green, blue, alpha]) {
    if (alpha < 128) return {number: 0, isExact: alpha === 0};
    const distances = this.#colours.map(([number, [r, g, b]]) => ({
      number,
      distance: Math.hypot(red - r, green - g, blue - b),
    }));
    const {number, distance} = distances.reduce(nearer, {number: 0, distance: Infinity});
    // Browsers that hide from fingerprinting change a colour by one or two.
    if (distance < 4) return {number, isExact: true};
    const rgb = red * 65_536 + green * 256 + blue;
    if (rgb === WHITE || rgb === 0) return {number: 0, isExact: true};
    return {number: distance <= NEAR ? number : 0, isExact: false};
  }
}

function nearer(one, two) {
  return two.distance < one.distance ? two : one;
}
