/** The base of the tools that draw on an image. */
import {html} from '../vendor/lit.js';
import {buttonStyles} from '../base/button.css.js';
import {attributes, state, text} from '../base/element.js';
import {asList, json} from '../base/json-attribute.js';
import {JsonToggle, jsonToggleStyles} from '../base/json-toggle.js';
import {optionStyles} from '../base/option.css.js';
import {colourAt} from '../base/overlay.js';
import {Shortcuts} from '../base/shortcuts.js';
import {CrowdWidget} from '../base/widget.js';
import {easelStyles} from './easel.css.js';

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
  });

  /** What is asked for where nothing is drawn, and nothing ticked. */
  static demand = 'Draw something';

  json = new JsonToggle(this, {
    read: () => this.value,
    write: (value, continues) => this.takeJson(value, continues),
  });
  #tool;

  constructor() {
    super();
    this.labels = [];
    this.isNothing = false;
    new Shortcuts(this, {
      press: (event) => this.tool.easel.press(event),
      choose: (position) => !this.isLocked && this.tool.easel.palette.chooseAt(position),
    });
  }

  /** @returns {any} the tool; override. */
  makeTool() {
    return undefined;
  }

  /** What stands on the easel; made when it is first asked for, by when the subclass is there. */
  get tool() {
    return (this.#tool ??= this.makeTool());
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
    if (!this.imageSize) return 'The image is not there: nobody can say what it shows.';
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
    this.tool.easel.stage?.view?.focus();
  }

  renderTask() {
    return html`${this.tool.easel.render()} ${this.json.render()}`;
  }

  static styles = [super.styles, jsonToggleStyles, buttonStyles, optionStyles, easelStyles];
}
