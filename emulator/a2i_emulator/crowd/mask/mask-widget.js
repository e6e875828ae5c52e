/** What the two tools that paint masks have in common. */
import {html} from '../vendor/lit.js';
import {anything, record, text} from '../base/shape.js';
import {DrawingWidget} from '../drawing/drawing-widget.js';
import {takePicture} from './given-notice.js';
import {maskStyles} from './mask.css.js';
import {MaskTool} from './tool.js';

/**
 * A tool whose answer has a `labeledImage`: a PNG as large as the image, one colour a label. A
 * subclass overrides `described`, `wantedOf` and `shape`. The mask itself is the annotation's
 * (`annotation.js`); before it is ready, `value` is what is to become of it.
 */
export class MaskWidget extends DrawingWidget {
  static demand = 'Paint something';

  /** Whether answers to a task with `initial-value` say if the worker changed it. */
  static tellsChanges = false;

  /** Whether a label can be there more than once. */
  static hasInstances = false;

  /** What checks an answer that is written as JSON. @type {import('../base/shape.js').Shape} */
  static shape = record({labeledImage: record({pngImageData: text})}, {inputImageProperties: anything});

  /** An answer that is waiting for the tool. */
  #pending;

  #onPaste = (event) => takePicture(this.tool, event, event.clipboardData);

  makeTool() {
    return new MaskTool(this);
  }

  connectedCallback() {
    super.connectedCallback();
    document.addEventListener('paste', this.#onPaste);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener('paste', this.#onPaste);
  }

  /**
   * @param {import('./entries.js').Entry[]} _used
   * @returns {Record<string, unknown>} what the answer says of them; override.
   */
  described(_used) {
    return {};
  }

  /**
   * @param {any} _value an answer, or an initial value; untrusted.
   * @returns {import('./entries.js').Wanted[]} what can be painted then; override.
   */
  wantedOf(_value) {
    return [];
  }

  get #annotation() {
    return this.tool.annotation;
  }

  get #isReady() {
    return this.#annotation.isReady && this.#pending === undefined;
  }

  get isEmpty() {
    return this.#annotation.isEmpty;
  }

  /** The answer as an object; setting it replaces what is painted. */
  get value() {
    if (this.#isReady) return this.#annotation.value;
    const empty = {...this.described([]), labeledImage: {pngImageData: ''}};
    return this.#pending ?? {...empty, ...this.imageProperties};
  }

  set value(value) {
    const isAnswer = value !== null && typeof value === 'object' && !Array.isArray(value);
    this.#pending = isAnswer ? value : undefined;
    if (this.imageSize) this.#begin();
  }

  get _submittableValue() {
    return this.value;
  }

  answerValue() {
    if (this.json.problem) return undefined;
    if (!this.#isReady) return this.#pending;
    if (!this.constructor.tellsChanges || this.initialValue === undefined) return this.value;
    return {...this.value, initialValueModified: this.#annotation.isModified};
  }

  problem() {
    if (this.json.problem || !this.imageSize) return super.problem();
    if (this.#annotation.phase === 'failed') return 'Choose how to begin: the mask is not there.';
    return this.#isReady ? super.problem() : 'The mask is still loading.';
  }

  reset() {
    super.reset();
    this.value = undefined;
  }

  restoreAnswer(value, marks) {
    super.restoreAnswer(value, marks);
    if (value === null || typeof value !== 'object') return;
    const {initialValueModified: _told, ...written} = value;
    this.value = written;
  }

  takeJson(value, continues) {
    return this.constructor.shape(value, '') || this.tool.write(value, continues);
  }

  willUpdate(changes) {
    super.willUpdate(changes);
    if (!this.imageSize) return;
    if (changes.has('imageSize') || changes.has('initialValue')) this.#begin();
    else if (changes.has('labels') && !this.constructor.hasInstances) this.#annotation.relabel();
  }

  /** Begins with what is given; then what waits takes its place. */
  async #begin() {
    const pending = this.#pending;
    await this.tool.begin(pending);
    if (this.#pending !== pending || this.#annotation.phase === 'loading') return;
    this.#pending = undefined;
    this.requestUpdate();
  }

  updated(changes) {
    super.updated?.(changes);
    this.tool.updated();
  }

  focus() {
    const choice = this.renderRoot.querySelector('.no-mask button');
    if (choice && !this.json.problem) choice.focus();
    else super.focus();
  }

  renderTask() {
    return html`<div role="status">${this.tool.renderGiven()}</div>
      ${super.renderTask()}`;
  }

  static styles = [super.styles, maskStyles];
}
