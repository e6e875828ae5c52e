/** What the worker decides about one pair, and the blocks that say so in the answer. */
import {relatedIds, tidy} from './pairs.js';

/**
 * How each decision is written (the service's encoding of the last three is not documented):
 *
 * - A pair that was not changed: its blocks as they came, without their geometry.
 * - A corrected value: a VALUE block and WORD blocks with new ids and no confidence.
 * - A corrected key: the KEY block keeps its id, and loses its confidence.
 * - A key that was not detected: KEY, VALUE and WORD blocks with new ids.
 * - "Value is blank": a VALUE block without relationships, as Textract writes it.
 * - "No" (the pair is none) and "Key not found": the pair is not in the answer.
 */
export class Review {
  #ids = {};

  /**
   * @param {import('./pairs.js').Pair | null} pair null for a key that was not detected.
   * @param {string} keyText
   */
  constructor(pair, keyText) {
    this.pair = pair;
    this.presetKey = keyText;
    this.reset();
  }

  /** Goes back to what was detected. */
  reset() {
    this.keyText = this.presetKey;
    this.valueText = this.pair?.valueText ?? '';
    this.isSelected = this.pair?.selection?.selectionStatus === 'SELECTED';
    this.isBlank = this.#wasBlank;
    this.isRejected = false;
  }

  /** @returns {boolean} whether the key was found in the document by the service. */
  get isDetected() {
    return this.pair !== null;
  }

  /** @returns {string} what is still to be decided, for the worker; '' if nothing is. */
  problem() {
    if (this.isRejected) return '';
    if (tidy(this.keyText) === '' && this.presetKey !== '') return 'Type the key.';
    if (this.isBlank || this.pair?.selection || tidy(this.valueText) !== '') return '';
    return this.isDetected
      ? 'Type the value, or choose “Value is blank”.'
      : 'Type the value, or choose “Value is blank” or “Key not found”.';
  }

  /** @returns {object[]} the pair's blocks in the answer. */
  blocks() {
    if (this.isRejected || (!this.isDetected && this.problem())) return [];
    return this.#isChanged ? this.#changedBlocks() : this.#detectedBlocks().map(withoutGeometry);
  }

  /**
   * @param {import('./pairs.js').Pair[]} pairs those of the answer that the worker goes on with.
   * @param {unknown[]} lostKeys those that the worker did not find.
   */
  restore(pairs, lostKeys) {
    const former = this.isDetected
      ? pairs.find(({key}) => key.id === this.pair.key.id)
      : pairs.find(({keyText}) => keyText === tidy(this.presetKey));
    const isAbsent = this.isDetected || lostKeys.includes(this.presetKey);
    this.isRejected = former === undefined && isAbsent;
    if (former === undefined) return;
    this.keyText = former.keyText;
    this.valueText = former.valueText;
    this.isSelected = former.selection?.selectionStatus === 'SELECTED';
    this.isBlank = former.valueParts.length === 0 && former.valueText === '';
  }

  get #wasBlank() {
    const {pair} = this;
    return pair !== null && pair.valueParts.length === 0 && pair.valueText === '';
  }

  get #isValueChanged() {
    const {pair} = this;
    if (this.isBlank || this.#wasBlank) return this.isBlank !== this.#wasBlank;
    if (pair.selection) return this.isSelected !== (pair.selection.selectionStatus === 'SELECTED');
    return tidy(this.valueText) !== pair.valueText;
  }

  get #isKeyChanged() {
    return tidy(this.keyText) !== tidy(this.presetKey);
  }

  get #isChanged() {
    return !this.isDetected || this.#isValueChanged || this.#isKeyChanged;
  }

  #detectedBlocks() {
    const {key, values, keyParts, valueParts} = this.pair;
    return [...keyParts, ...valueParts, key, ...values];
  }

  #changedBlocks() {
    const value = this.#value();
    const key = this.#key(value.ids);
    return [...key.parts, ...value.parts, key.block, ...value.blocks];
  }

  #value() {
    if (this.isDetected && !this.#isValueChanged) {
      const {values, valueParts, key} = this.pair;
      const blocks = values.map(withoutGeometry);
      return {ids: relatedIds(key, 'VALUE'), parts: valueParts.map(withoutGeometry), blocks};
    }
    const parts = this.#newValueParts();
    const block = keyValueSet('VALUE', this.#newId('value'), relation('CHILD', parts));
    const [former] = this.pair?.values ?? [];
    if (former && 'text' in former) block.text = this.isBlank ? '' : tidy(this.valueText);
    return {ids: [block.id], parts, blocks: [block]};
  }

  #newValueParts() {
    if (this.isBlank) return [];
    if (!this.pair?.selection) return this.#words(this.valueText, 'value');
    const selectionStatus = this.isSelected ? 'SELECTED' : 'NOT_SELECTED';
    return [{blockType: 'SELECTION_ELEMENT', id: this.#newId('selection'), selectionStatus}];
  }

  #key(valueIds) {
    const pair = this.pair;
    const isSame = this.isDetected && !this.#isKeyChanged;
    const isKnown = !this.isDetected || pair.keyParts.length > 0;
    const parts = isSame ? pair.keyParts : isKnown ? this.#words(this.keyText, 'key') : [];
    const children = isKnown ? parts.map(({id}) => id) : relatedIds(pair.key, 'CHILD');
    const relationships = [
      ...(children.length > 0 ? [{type: 'CHILD', ids: children}] : []),
      ...(valueIds.length > 0 ? [{type: 'VALUE', ids: valueIds}] : []),
    ];
    return {parts: parts.map(withoutGeometry), block: this.#keyBlock(isSame, relationships)};
  }

  #keyBlock(isSame, relationships) {
    if (!this.isDetected) return keyValueSet('KEY', this.#newId('key'), relationships);
    const {confidence, ...block} = withoutGeometry(this.pair.key);
    if (isSame && confidence !== undefined) block.confidence = confidence;
    if ('text' in block) block.text = tidy(this.keyText);
    return {...block, relationships};
  }

  #words(text, role) {
    const words = tidy(text).split(' ');
    return words.map((word, index) => ({
      blockType: 'WORD',
      id: this.#newId(`${role} ${index}`),
      text: word,
    }));
  }

  /** The same role gets the same id each time, so that drafts and the answer agree. */
  #newId(role) {
    this.#ids[role] ??= uuid();
    return this.#ids[role];
  }
}

function withoutGeometry({geometry: _geometry, ...block}) {
  return block;
}

function relation(type, blocks) {
  return blocks.length > 0 ? [{type, ids: blocks.map(({id}) => id)}] : [];
}

function keyValueSet(type, id, relationships) {
  const block = {blockType: 'KEY_VALUE_SET', entityTypes: [type], id};
  return relationships.length > 0 ? {...block, relationships} : block;
}

/** A random UUID; `crypto.randomUUID` is missing where the page came by plain HTTP. */
function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
