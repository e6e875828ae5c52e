/**
 * Key-value pairs in Textract blocks, as A2I hands them to a task: camelCase, and only the pairs
 * to review. See https://docs.aws.amazon.com/textract/latest/dg/how-it-works-kvp.html.
 */
import {asList} from '../base/json-attribute.js';

/**
 * @typedef {object} Block a Textract block: blockType, id, entityTypes, relationships, text …
 * @typedef {object} Pair a key and its value, as they were detected.
 * @property {Block} key the KEY block.
 * @property {Block[]} values its VALUE blocks; one in all known responses.
 * @property {Block[]} keyParts the key's words.
 * @property {Block[]} valueParts the values' words, lines and selection elements.
 * @property {string} keyText
 * @property {string} valueText
 * @property {Block | undefined} selection the value's check box, where it is nothing else.
 */

/** @param {unknown} source the attribute `initial-value`. @returns {Block[]} what are blocks. */
export function blocksIn(source) {
  const blocks = asList(source).map(camelCased);
  return blocks.filter((block) => block !== null && typeof block === 'object');
}

/** @param {Block[]} blocks @returns {Pair[]} in the order of their KEY blocks. */
export function pairsIn(blocks) {
  const byId = new Map(blocks.map((block) => [block.id, block]));
  const keys = blocks.filter(
    ({blockType, entityTypes}) =>
      blockType === 'KEY_VALUE_SET' && asList(entityTypes).includes('KEY'),
  );
  return keys.map((key) => pairOf(key, byId));
}

/**
 * @param {unknown} keys the attribute `keys`: `[{importantFormKey, importantFormKeyAliases}]`.
 * @param {Pair[]} pairs
 * @returns {string[]} the keys that no pair has, under any of their names.
 */
export function missingKeys(keys, pairs) {
  const found = new Set(pairs.map(({keyText}) => keyText));
  const wanted = asList(keys).filter((key) => typeof key?.importantFormKey === 'string');
  const missing = wanted.filter((key) => !namesOf(key).some((name) => found.has(name)));
  const names = missing.map(({importantFormKey}) => importantFormKey.trim());
  return [...new Set(names)].filter((name) => name !== '' && name !== '*');
}

/** @param {Block} block @param {string} type @returns {string[]} the ids that a block refers to. */
export function relatedIds(block, type) {
  const relations = asList(block.relationships).filter((relation) => relation?.type === type);
  return relations.flatMap(({ids}) => asList(ids));
}

/** @param {string} text @returns {string} with one space between words and none around them. */
export function tidy(text) {
  return text.trim().replace(/\s+/g, ' ');
}

function pairOf(key, byId) {
  const related = (block, type) =>
    relatedIds(block, type).flatMap((id) => (byId.has(id) ? [byId.get(id)] : []));
  const keyParts = related(key, 'CHILD');
  const values = related(key, 'VALUE');
  const valueParts = values.flatMap((value) => related(value, 'CHILD'));
  const isBox = valueParts.length === 1 && valueParts[0].blockType === 'SELECTION_ELEMENT';
  return {
    key,
    values,
    keyParts,
    valueParts,
    keyText: textOf([key], keyParts),
    valueText: textOf(values, valueParts),
    selection: isBox ? valueParts[0] : undefined,
  };
}

/** The words of blocks; where these are not known, what the blocks say themselves. */
function textOf(blocks, parts) {
  const words = parts.map(({text}) => text).filter((text) => typeof text === 'string');
  const own = blocks.map(({text}) => text).filter((text) => typeof text === 'string');
  return tidy((words.length > 0 ? words : own).join(' '));
}

function namesOf({importantFormKey, importantFormKeyAliases}) {
  return [importantFormKey, ...asList(importantFormKeyAliases)].map((name) => tidy(String(name)));
}

/** Textract's own responses, which some templates pass on, have capital letters. */
function camelCased(value) {
  if (Array.isArray(value)) return value.map(camelCased);
  if (value === null || typeof value !== 'object') return value;
  const renamed = Object.entries(value).map(([name, item]) => [
    name.charAt(0).toLowerCase() + name.slice(1),
    camelCased(item),
  ]);
  return Object.fromEntries(renamed);
}
