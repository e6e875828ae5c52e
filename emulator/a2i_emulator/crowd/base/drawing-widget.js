/**
 * The base of the tools that draw on an image. The tool itself is a part that lies apart
 * (`drawing/main.js`), loaded when the first widget that needs it is to render. What scripts reach
 * for is here, and there from the start: labels, and in the subclasses the value.
 */
import {html} from '../vendor/lit.js';
import {attributes, state, text} from './element.js';
import {asList, json} from './json-attribute.js';
import {JsonToggle, jsonToggleStyles} from './json-toggle.js';
import {colourAt} from './overlay.js';
import {Shortcuts} from './shortcuts.js';
import {CrowdWidget} from './widget.js';

/**
 * A widget with an easel (`drawing/easel.js`). A subclass overrides `makeTool`, `isEmpty`, `value`
 * and `takeJson`, calls `changed()` after each step of the worker, and `requestUpdate()` where that
 * is to be seen.
 */
export class DrawingWidget extends CrowdWidget {
  static properties = attributes({
    src: text,
    labels: json,
    labelColors: json,
    initialValue: json,
    imageSize: state,
    isNothing: state,
    tool: state,
    hasFailed: state,
  });

  /** The main module of the part, among the files of `crowd_files()`. */
  static part = 'drawing/main.js';

  /** What is asked for where nothing is drawn, and nothing ticked. */
  static demand = 'Draw something';

  json = new JsonToggle(this, {
    read: () => this.value,
    write: (value, continues) => this.takeJson(value, continues),
  });
  #loading;

  constructor() {
    super();
    this.labels = [];
    this.isNothing = false;
    this.hasFailed = false;
    new Shortcuts(this, {
      press: (event) => this.tool?.easel.press(event) ?? false,
      choose: (position) => !this.isLocked && (this.tool?.easel.palette.chooseAt(position) ?? false),
    });
  }

  /** @param {any} _part what its main module exports. @returns {any} the tool; override. */
  makeTool(_part) {
    return undefined;
  }

  /** @returns {boolean} whether nothing is drawn; override. */
  get isEmpty() {
    return true;
  }

  /**
   * @param {any} _value what the worker wrote as JSON.
   * @param {boolean} _continues see `JsonToggle`.
   * @returns {string} why it cannot be the answer, '' if it is now; override.
   */
  takeJson(_value, _continues) {
    return '';
  }

  /** @returns {Record<string, unknown>} the size of the image, as answers tell it. */
  get imageProperties() {
    const {width, height} = this.imageSize ?? {};
    return width ? {inputImageProperties: {height, width}} : {};
  }

  /** @returns {string[]} the names of the labels, each once. */
  get labelNames() {
    return [...new Set(asList(this.labels).map((label) => String(label?.label ?? label)))];
  }

  /** @param {unknown} label @returns {string} its colour; an unknown label is grey. */
  colourOf(label) {
    const index = this.labelNames.indexOf(String(label));
    const wanted = asList(this.labelColors)[index];
    if (/^#([0-9a-f]{3}|[0-9a-f]{6})$/i.test(wanted)) return wanted;
    return index < 0 ? '#7f7f7f' : colourAt(index);
  }

  problem() {
    if (this.json.problem) return this.json.problem;
    const {demand} = this.constructor;
    return this.isEmpty && !this.isNothing ? `${demand}, or tick “Nothing to label”.` : '';
  }

  changed() {
    if (!this.isEmpty) this.isNothing = false;
    super.changed();
  }

  reset() {
    super.reset();
    this.json.close();
    this.isNothing = false;
  }

  /** @returns {Record<string, unknown> | undefined} what the answer does not tell. */
  marks() {
    const marks = {json: this.json.mark, nothing: this.isNothing || undefined};
    const told = Object.entries(marks).filter(([, mark]) => mark !== undefined);
    return told.length > 0 ? Object.fromEntries(told) : undefined;
  }

  restoreAnswer(_value, marks) {
    this.isNothing = marks?.nothing === true;
    this.json.restore(marks?.json);
  }

  focus() {
    if (this.json.focus()) return;
    this.tool?.easel.stage?.view?.focus();
  }

  /** The first rendering, and with it the page's readiness, waits for the tool. */
  async scheduleUpdate() {
    if (!this.tool && !this.hasFailed) await (this.#loading ??= this.#load());
    await super.scheduleUpdate();
  }

  async #load() {
    try {
      const part = await globalThis.crowdHtmlElements.importPart(this.constructor.part);
      this.tool = this.makeTool(part);
    } catch (error) {
      console.error(error);
      this.hasFailed = true;
    }
    this.#loading = undefined;
  }

  #retry = () => {
    this.hasFailed = false;
  };

  renderTask() {
    if (this.tool) return html`${this.tool.easel.render()} ${this.json.render()}`;
    return html`<p class="problem" role="alert">
      The drawing tool could not be loaded.
      <button class="link" type="button" @click=${this.#retry}>Try again</button>
    </p>`;
  }

  static styles = [super.styles, jsonToggleStyles];
}
