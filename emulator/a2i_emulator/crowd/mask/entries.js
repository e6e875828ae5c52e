/** What can be painted in a mask: the labels, or instances of them, with their numbers and colours. */
import {colourAt} from '../base/overlay.js';
import {MOST} from './mask.js';

/** @typedef {{number: number, label: string, colour: string}} Entry colour as `#rrggbb`. */
/** @typedef {{label: string, colour?: string}} Wanted */

/**
 * @param {Wanted[]} wanted in order; a colour that is no colour, or is there twice, is not kept.
 * @param {readonly Entry[]} [kept] of these the numbers and colours stay as they are.
 * @returns {Entry[]} as many as a mask has numbers for.
 */
export function entriesOf(wanted, kept = []) {
  const entries = [...kept];
  const taken = new Set(wanted.map(({colour}) => six(colour)).filter(Boolean));
  const used = new Set(kept.map(({colour}) => colour));
  for (const {label, colour} of wanted) {
    const number = freeNumber(entries);
    if (number > MOST) break;
    const own = six(colour);
    const isFree = own && !used.has(own);
    const entry = {number, label, colour: isFree ? own : freeColour(used, taken)};
    used.add(entry.colour);
    entries.push(entry);
  }
  return entries;
}

/** @param {readonly Entry[]} entries @returns {number} the least that none of them has. */
export function freeNumber(entries) {
  const numbers = new Set(entries.map(({number}) => number));
  let number = 1;
  while (numbers.has(number)) number += 1;
  return number;
}

/** @returns {string} the first colour in the documented order that is nobody's. */
function freeColour(used, taken) {
  for (let index = 0; ; index += 1) {
    const colour = colourAt(index);
    if (!used.has(colour) && !taken.has(colour)) return colour;
  }
}

/** @param {unknown} colour @returns {string | undefined} with six digits. */
export function six(colour) {
  if (typeof colour !== 'string' || !/^#([0-9a-f]{3}|[0-9a-f]{6})$/i.test(colour)) return undefined;
  const digits = colour.slice(1).toLowerCase();
  return digits.length === 6 ? `#${digits}` : `#${[...digits].map((digit) => digit + digit).join('')}`;
}

/** @param {string} colour as `#rrggbb`. @returns {number[]} red, green and blue. */
export function channels(colour) {
  const rgb = Number.parseInt(colour.slice(1), 16);
  return [rgb >> 16, (rgb >> 8) & 255, rgb & 255];
}
