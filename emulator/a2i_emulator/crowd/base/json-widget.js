/** The base of the widgets without a tool of their own: the worker writes the answer as JSON. */
import {html, live, nothing} from '../vendor/lit.js';
import {sorted} from '../form/answer.js';
import {attributes, state, text} from './element.js';
import {asList, json} from './json-attribute.js';
import {jsonWidgetStyles} from './json-widget.css.js';
import {colourAt, overlayStyles, renderDrawing, renderSwatch} from './overlay.js';
import {CrowdWidget} from './widget.js';
import './image-viewer.js';

/**
 * Shows the image or the text, the labels and a text box with the answer in its documented shape,
 * which `preset()` makes of `initial-value`. What is written is drawn over the image.
 *
 * `value` and `_submittableValue` are the answer as an object. It is the same object until the
 * text or the labels change, and scripts may add to it.
 */
export class JsonWidget extends CrowdWidget {
  static properties = attributes({
    src: text,
    labels: json,
    labelColors: json,
    initialValue: json,
    draft: state,
    imageSize: state,
  });

  /** Whether answers to a task with `initial-value` say if the worker changed it. */
  static tellsChanges = false;

  /** Whether the answer is a list. */
  static isList = false;

  #made;
  #madeOf = [];

  constructor() {
    super();
    this.labels = [];
  }

  /** @returns {unknown} the answer before the worker has changed anything; override. */
  preset() {
    return {};
  }

  /** @returns {Record<string, unknown>} the size of the image, as answers tell it. */
  get imageProperties() {
    const {width, height} = this.imageSize ?? {};
    return width ? {inputImageProperties: {height, width}} : {};
  }

  /** @returns {string[]} the names of the labels. */
  get labelNames() {
    return asList(this.labels).map((label) => String(label?.label ?? label));
  }

  /** @param {unknown} label @returns {string} its colour; an unknown label has the first one. */
  colourOf(label) {
    const index = Math.max(this.labelNames.indexOf(String(label)), 0);
    const wanted = asList(this.labelColors)[index];
    return /^#[0-9a-f]{3,8}$/i.test(wanted) ? wanted : colourAt(index);
  }

  /** The answer as an object; setting it replaces what the worker wrote. */
  get value() {
    const sources = [this.draft, this.initialValue, this.imageSize, this.name];
    if (this.#made === undefined || sources.some((source, at) => source !== this.#madeOf[at])) {
      this.#made = this.draft === undefined ? this.preset() : (parsed(this.draft) ?? this.#made);
      this.#madeOf = sources;
    }
    return this.#made;
  }

  set value(value) {
    this.draft = value === undefined || value === null ? undefined : printed(value);
  }

  answerValue() {
    if (this.problem()) return undefined;
    if (!this.constructor.tellsChanges || this.initialValue === undefined) return this.value;
    const isSame = JSON.stringify(sorted(this.value)) === JSON.stringify(sorted(this.preset()));
    return {...this.value, initialValueModified: !isSame};
  }

  get _submittableValue() {
    return this.value;
  }

  problem() {
    if (this.draft === undefined) return '';
    try {
      const value = JSON.parse(this.draft);
      const {isList} = this.constructor;
      const isFit = value !== null && typeof value === 'object' && Array.isArray(value) === isList;
      return isFit ? '' : `The answer must be a JSON ${isList ? 'array' : 'object'}.`;
    } catch (error) {
      return `This is not valid JSON: ${error.message}`;
    }
  }

  reset() {
    super.reset();
    this.draft = undefined;
  }

  /** @returns {string | undefined} what is written so far, while it is no answer. */
  marks() {
    return this.problem() ? this.draft : undefined;
  }

  restoreAnswer(value, marks) {
    if (typeof marks === 'string') this.draft = marks;
    if (value === null || typeof value !== 'object') return;
    const {initialValueModified: _told, ...written} = value;
    this.value = Array.isArray(value) ? value : written;
  }

  focus() {
    this.renderRoot.querySelector('.json')?.focus();
  }

  #typed = (event) => {
    event.stopPropagation();
    this.draft = event.target.value;
    this.changed();
    this.showProblem(this.problem());
  };

  #onLoad = ({target}) => {
    this.imageSize = {width: target.naturalWidth, height: target.naturalHeight};
  };

  /** @returns {unknown} the template of what is to be annotated. */
  renderMaterial() {
    return html`<a2i-image-viewer
      src=${this.src ?? ''}
      alt="The image to annotate"
      @image-load=${this.#onLoad}
    >
      ${this.imageSize ? this.#renderDrawing() : nothing}
      <canvas class="upper-canvas" aria-hidden="true"></canvas>
    </a2i-image-viewer>`;
  }

  #renderDrawing() {
    return renderDrawing(this.value ?? {}, this.imageSize, (label) => this.colourOf(label));
  }

  renderTask() {
    return html`<div class="task">
      <div class="material">${this.renderMaterial()} ${this.#renderLabels()}</div>
      <div class="side">
        <label for="json">Answer</label>
        <p class="hint" id="hint">
          No tool is built in for this element: write the answer as JSON.
        </p>
        <textarea
          id="json"
          class="json"
          spellcheck="false"
          autocapitalize="off"
          aria-describedby="hint problem"
          aria-invalid=${this.shownProblem ? 'true' : nothing}
          ?disabled=${this.disabled}
          .value=${live(this.draft ?? printed(this.value))}
          @input=${this.#typed}
          @change=${(event) => event.stopPropagation()}
        ></textarea>
      </div>
    </div>`;
  }

  #renderLabels() {
    if (this.labelNames.length === 0) return nothing;
    const entry = (name) => html`<li>${renderSwatch(this.colourOf(name))}${name}</li>`;
    return html`<ul class="legend" aria-label="Labels">
      ${this.labelNames.map(entry)}
    </ul>`;
  }

  static styles = [super.styles, overlayStyles, jsonWidgetStyles];
}

function printed(value) {
  return JSON.stringify(value, null, 2) ?? '';
}

function parsed(source) {
  try {
    const value = JSON.parse(source);
    return value !== null && typeof value === 'object' ? value : undefined;
  } catch {
    return undefined;
  }
}
