/** Attributes that hold arrays and objects as JSON5: single quotes, bare keys, comments. */
import JSON5 from '../vendor/json5.js';

/**
 * JSON is JSON5, and the browser reads it a hundred times as fast: a document has many blocks.
 * @param {string} source
 * @returns {any}
 * @throws {SyntaxError} with `lineNumber` and `columnNumber` of what is not JSON5.
 */
export function parse(source) {
  try {
    return JSON.parse(source);
  } catch {
    return JSON5.parse(source);
  }
}

/**
 * @param {string | null} source
 * @returns {unknown} the value, or undefined where the text is not JSON5.
 */
export function parseJson5(source) {
  if (source === null || source.trim() === '') return undefined;
  try {
    return parse(source);
  } catch (error) {
    console.warn(`Not a JSON5 value: ${source.slice(0, 200)} (${error.message})`);
    return undefined;
  }
}

/** @param {string | null} source @returns {unknown} a list, object or text; a number is a text. */
function parseOrKeep(source) {
  try {
    const value = source === null ? undefined : parse(source);
    return ['number', 'boolean'].includes(typeof value) ? source.trim() : value;
  } catch {
    return source;
  }
}

/** An attribute with an array or object; setting the same array again renders again. */
export const json = {converter: {fromAttribute: parseJson5}, hasChanged: () => true};
/** An attribute with JSON5 or, where it is not that, plain text. */
export const jsonOrText = {converter: {fromAttribute: parseOrKeep}, hasChanged: () => true};

/**
 * @param {unknown} value
 * @returns {unknown[]} the value if it is a list, else an empty one.
 */
export function asList(value) {
  return Array.isArray(value) ? value : [];
}
