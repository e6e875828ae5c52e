/** A mask in the making: what is given, what was painted, and the answer that it makes. */
import {sorted} from '../form/answer.js';
import {entriesOf} from './entries.js';
import {NoMask, bytesAt, maskOf} from './given.js';
import {MOST, Mask} from './mask.js';
import {base64Of, pngOf} from './png.js';

/** @typedef {import('./entries.js').Entry} Entry */
/** @typedef {'idle' | 'loading' | 'ready' | 'failed'} Phase */

const PNG = 'data:image/png;base64,';

export class Annotation {
  /** @type {Phase} */
  phase = 'idle';
  /** Why it failed. @type {'missing' | 'forbidden' | 'broken' | undefined} */
  failure;
  /** What the worker should know of the mask that was given. */
  given = {strange: 0, isStretched: false};
  /** @type {Mask | undefined} */
  mask;
  /** What can be painted; never changed, only replaced. @type {readonly Entry[]} */
  entries = [];
  #host;
  #history;
  #round = 0;
  #value;
  #beginning;
  #lastStep;

  /**
   * @param {import('./mask-widget.js').MaskWidget} host
   * @param {import('../drawing/history.js').History} history
   */
  constructor(host, history) {
    this.#host = host;
    this.#history = history;
  }

  get isReady() {
    return this.phase === 'ready';
  }

  get isEmpty() {
    return this.used.length === 0;
  }

  /** @returns {Entry[]} those that are painted somewhere. */
  get used() {
    return this.mask ? this.entries.filter(({number}) => this.mask.counts[number] > 0) : [];
  }

  /** @returns {Record<string, any>} the answer; the same object until something changes. */
  get value() {
    this.#value ??= this.#answer();
    return this.#value;
  }

  #answer() {
    const pngImageData = base64Of(pngOf(this.mask, coloursOf(this.entries)));
    const {imageProperties} = this.#host;
    return {...this.#host.described(this.used), ...imageProperties, labeledImage: {pngImageData}};
  }

  /** @returns {boolean} whether it is other than what was given. */
  get isModified() {
    return this.#beginning !== JSON.stringify(sorted(this.value));
  }

  /** Begins with what the template gives, and then with what a draft or a script wants instead. */
  async begin() {
    const {width, height} = this.#host.imageSize;
    this.mask = new Mask(width, height);
    this.#reset();
    const url = this.#host.initialValue?.src;
    if (typeof url === 'string' && url !== '') await this.#load(() => bytesAt(url));
    else this.#start();
  }

  /** Begins with a file in place of what could not be had. @param {Blob} file */
  async beginWith(file) {
    await this.#load(async () => file);
  }

  /** Begins with nothing, which is not what was given. */
  beginWithout() {
    this.#beginning = undefined;
    this.#enter('ready');
  }

  /**
   * Takes over an answer.
   * @param {any} value
   * @returns {Promise<void>} rejected where its image cannot be read; then nothing has changed.
   */
  async take(value) {
    await this.#replace(value, (entries, pixels) => {
      this.entries = entries;
      this.mask.replace(pixels);
      this.#history.clear();
    });
  }

  /**
   * Takes over an answer as one step of the worker.
   * @param {any} value @param {boolean} continues the last step, which was such a one, goes.
   * @returns {Promise<void>} rejected as that of `take`.
   */
  async write(value, continues) {
    await this.#replace(value, (entries, pixels) => {
      if (continues && this.#history.last === this.#lastStep) this.#history.undo();
      const before = this.entries;
      this.entries = entries;
      this.mask.overwrite(pixels);
      this.commit('JSON written', {before});
    });
  }

  /** Where it cannot be read, all is as it was; a beginning that is missing, too. */
  async #replace(value, put) {
    const {phase} = this;
    const round = this.#enter('loading');
    try {
      const entries = entriesOf(this.#host.wantedOf(value));
      const {pixels} = await this.#decode(await bytesAt(pngUrl(value)), entries);
      if (round !== this.#round) return;
      put(entries, pixels);
      this.#enter('ready');
    } catch (error) {
      if (round === this.#round) this.#enter(phase);
      throw error;
    }
  }

  /** @param {Phase} phase @returns {number} what tells this beginning from a later one. */
  #enter(phase) {
    this.phase = phase;
    this.#value = undefined;
    this.#round += 1;
    this.#host.requestUpdate();
    return this.#round;
  }

  #reset() {
    this.given = {strange: 0, isStretched: false};
    this.entries = entriesOf(this.#host.wantedOf(this.#host.initialValue));
    this.#history.clear();
  }

  async #load(bytes) {
    const round = this.#enter('loading');
    try {
      const {pixels, ...given} = await this.#decode(await bytes(), this.entries);
      if (round !== this.#round) return;
      this.given = given;
      this.mask.replace(pixels);
      this.#start();
    } catch (error) {
      if (round !== this.#round) return;
      this.failure = error instanceof NoMask ? error.kind : 'broken';
      this.#enter('failed');
    }
  }

  #start() {
    const isTold = this.#host.constructor.tellsChanges && this.#host.initialValue !== undefined;
    this.#beginning = isTold ? JSON.stringify(sorted(this.#answer())) : undefined;
    this.#enter('ready');
  }

  #decode(blob, entries) {
    return maskOf(blob, this.#host.imageSize, coloursOf(entries));
  }

  /** The labels have changed: what is painted stays, with number and colour. */
  relabel() {
    const kept = this.used;
    const known = new Set(kept.map(({label}) => label));
    const wanted = this.#host.wantedOf(this.#host.initialValue);
    this.replaceEntries(entriesOf(wanted.filter(({label}) => !known.has(label)), kept));
  }

  /** @param {readonly Entry[]} entries without a step of their own. */
  replaceEntries(entries) {
    this.entries = entries;
    this.#value = undefined;
  }

  /**
   * Makes a step of what has been painted since the last one.
   * @param {string} name what was done.
   * @param {object} [options]
   * @param {readonly Entry[]} [options.before] the entries before it.
   * @param {boolean} [options.continues] undo takes it back together with the last step.
   * @returns {boolean} whether there was anything.
   */
  commit(name, {before = this.entries, continues = false} = {}) {
    const change = this.mask.settle();
    if (!change && before === this.entries) return false;
    this.#value = undefined;
    const changes = change ? [change] : [];
    if (continues && this.#lastStep && this.#history.last === this.#lastStep) {
      this.#lastStep.changes.push(...changes);
    } else this.#history.record((this.#lastStep = this.#step(name, changes, before, this.entries)));
    return true;
  }

  /** What follows does not continue the last step. */
  seal() {
    this.#lastStep = undefined;
  }

  #step(name, changes, before, after) {
    const apply = (list, entries) => {
      for (const change of list) this.mask.toggle(change);
      this.replaceEntries(entries);
    };
    return {
      name,
      changes,
      undo: () => apply(changes.toReversed(), before),
      redo: () => apply(changes, after),
    };
  }
}

/** @returns {string[]} by number; where there is none, ''. */
function coloursOf(entries) {
  const colours = Array.from({length: MOST + 1}, () => '');
  for (const {number, colour} of entries) colours[number] = colour;
  return colours;
}

function pngUrl(value) {
  const data = value?.labeledImage?.pngImageData;
  return PNG + (typeof data === 'string' ? data : '');
}
