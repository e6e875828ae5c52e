/**
 * Writing a mask as a PNG with the very colours of its labels.
 *
 * A canvas could write one, but takes four bytes a pixel for it, and browsers that hide from
 * fingerprinting change the colours that they give out; `CompressionStream` is not there at once,
 * when a script asks for `value` as the form is submitted. A mask is long runs of few colours, which
 * the little deflate of `deflate.js` knows, so that no pixel's four bytes are ever made.
 *
 * Eight bits a channel with alpha, as a canvas writes: consumers index `[:, :, :3]`. Where nothing
 * is painted it is transparent.
 */
import {deflated} from './deflate.js';
import {channels} from './entries.js';

const SIGNATURE = [137, 80, 78, 71, 13, 10, 26, 10];

/**
 * @param {import('./mask.js').Mask} mask
 * @param {string[]} colours by number, as `#rrggbb`; the one of 0 is not used.
 * @returns {Uint8Array} the file.
 */
export function pngOf(mask, colours) {
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, mask.width);
  view.setUint32(4, mask.height);
  header.set([8, 6], 8);
  const data = deflated(...rowsOf(mask), colours.map(bytesOf));
  const parts = [chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', new Uint8Array(0))];
  return joined([Uint8Array.from(SIGNATURE), ...parts]);
}

/** @param {Uint8Array} bytes @returns {string} */
export function base64Of(bytes) {
  const parts = [];
  for (let at = 0; at < bytes.length; at += 24_576) {
    parts.push(btoa(String.fromCharCode(...bytes.subarray(at, at + 24_576))));
  }
  return parts.join('');
}

function bytesOf(colour, number) {
  return number === 0 ? [0, 0, 0, 0] : [...channels(colour), 255];
}

/**
 * @returns {[Int32Array, number]} pairs of a kind and a length, and how many numbers these are. A
 *   kind is the number of a run's pixels times 256, and the number of the pixels above it; -1
 *   begins a row.
 */
function rowsOf({width, height, pixels}) {
  let runs = new Int32Array(1 << 14);
  let size = 0;
  const add = (kind, length) => {
    if (size === runs.length) runs = grown(runs);
    runs[size] = kind;
    runs[size + 1] = length;
    size += 2;
  };
  let above = new Uint8Array(width);
  for (let y = 0; y < height; y += 1) {
    const row = pixels.subarray(y * width, (y + 1) * width);
    add(-1, 1);
    scan(row, above, add);
    above = row;
  }
  return [runs, size];
}

function scan(row, above, add) {
  const {length} = row;
  let from = 0;
  while (from < length) {
    const number = row[from];
    const upper = above[from];
    let to = from + 1;
    while (to < length && row[to] === number && above[to] === upper) to += 1;
    add(number * 256 + upper, to - from);
    from = to;
  }
}

function grown(numbers) {
  const larger = new Int32Array(numbers.length * 2);
  larger.set(numbers);
  return larger;
}

let table;

function crc(bytes) {
  table ??= Uint32Array.from({length: 256}, (_, value) => {
    let entry = value;
    for (let bit = 0; bit < 8; bit += 1) entry = (entry >>> 1) ^ (entry & 1 ? 0xedb88320 : 0);
    return entry;
  });
  let sum = 0xffffffff;
  for (const byte of bytes) sum = table[(sum ^ byte) & 255] ^ (sum >>> 8);
  return sum ^ 0xffffffff;
}

function chunk(type, data) {
  const bytes = new Uint8Array(data.length + 12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  bytes.set([...type].map((letter) => letter.charCodeAt(0)), 4);
  bytes.set(data, 8);
  view.setUint32(data.length + 8, crc(bytes.subarray(4, data.length + 8)));
  return bytes;
}

function joined(parts) {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
