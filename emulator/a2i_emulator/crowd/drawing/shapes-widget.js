/** The base of the tools whose answer is a list of shapes. */
import {sorted} from '../form/answer.js';
import {asList} from '../base/json-attribute.js';
import {anything, list, record, text, whole} from '../base/shape.js';
import {DrawingWidget} from './drawing-widget.js';
import {ShapeTool} from './shape-tool.js';
import {shapesStyles} from './shapes.css.js';

const POINT = {x: whole(0), y: whole(0)};

/**
 * A tool whose answer is `{[kind]: […], inputImageProperties}`. Shapes are never changed in place by
 * the tool, so `value` is the same object until the next step, and scripts may add to it and to its
 * shapes: what they add is answered.
 */
export class ShapesWidget extends DrawingWidget {
  /** The key of the shapes, in answers and in `initial-value` where that is an object. */
  static kind = 'shapes';

  /** What a shape has besides its label. @type {Record<string, import('../base/shape.js').Shape>} */
  static parts = {};

  /** Whether answers to a task with `initial-value` say if the worker changed it. */
  static tellsChanges = false;

  /** Whether a preset shape counts only if its label is one of `labels`. */
  static dropsUnknown = false;

  #made;
  #madeOf = [];
  #isChanged = false;

  makeTool() {
    return new ShapeTool(this, this.constructor.kind);
  }

  /** The answer before the worker has changed anything, which a script may have given too. */
  get #preset() {
    const {kind} = this.constructor;
    const given = this.initialValue?.[kind] ?? this.initialValue;
    const {labelNames} = this;
    const isDrawn = (shape) => !this.constructor.dropsUnknown || labelNames.includes(shape?.label);
    const shapes = structuredClone(asList(given).filter(isDrawn));
    return {[kind]: this.#fitted(shapes), ...this.imageProperties};
  }

  /** Before the image has loaded nobody knows where its right and lower edges are. */
  #fitted(shapes) {
    const objects = shapes.filter((shape) => shape !== null && typeof shape === 'object');
    return this.tool.fitted(objects);
  }

  /** The answer as an object; setting it replaces what is drawn. */
  get value() {
    const sources = [this.initialValue, this.imageSize, this.labelNames.join('\n')];
    const isStale = sources.some((source, at) => source !== this.#madeOf[at]);
    if (!this.#made || (isStale && !this.#isChanged)) this.#made = this.#preset;
    else if (this.#isChanged && this.#madeOf[1] !== this.imageSize) this.#take(this.#made);
    this.#madeOf = sources;
    return this.#made;
  }

  set value(value) {
    this.#isChanged = value !== undefined && value !== null;
    this.#made = undefined;
    if (this.#isChanged) this.#take(value);
    this.tool.forget();
    this.requestUpdate();
  }

  #take(value) {
    const {kind} = this.constructor;
    const {[kind]: shapes, ...rest} = Array.isArray(value) ? {[kind]: value} : value;
    this.#made = {...rest, [kind]: this.#fitted(asList(shapes)), ...this.imageProperties};
  }

  /** @returns {object[]} what is drawn. */
  get shapes() {
    return asList(this.value[this.constructor.kind]);
  }

  /** A step of the worker: other shapes, each of which fits the image. */
  set shapes(shapes) {
    this.#made = {...this.value, [this.constructor.kind]: shapes};
    this.#isChanged = true;
  }

  get isEmpty() {
    return this.shapes.length === 0;
  }

  get _submittableValue() {
    return this.value;
  }

  answerValue() {
    if (this.json.problem) return undefined;
    if (!this.constructor.tellsChanges || this.initialValue === undefined) return this.value;
    const isSame = JSON.stringify(sorted(this.value)) === JSON.stringify(sorted(this.#preset));
    return {...this.value, initialValueModified: !isSame};
  }

  takeJson(value, continues) {
    const {kind, parts} = this.constructor;
    const shape = record({label: text, ...parts});
    const problem = record({[kind]: list(shape)}, {inputImageProperties: anything})(value, '');
    if (problem) return problem;
    if (!this.imageSize) return 'The image is not there yet.';
    const shapes = this.#fitted(value[kind]);
    if (shapes.length < value[kind].length) return 'A shape lies outside of the image, or is none.';
    this.tool.take(shapes, continues);
    return '';
  }

  reset() {
    super.reset();
    this.value = undefined;
  }

  marks() {
    const draft = this.tool.mark;
    const marks = super.marks();
    return draft ? {...marks, draft} : marks;
  }

  restoreAnswer(value, marks) {
    super.restoreAnswer(value, marks);
    if (value !== null && typeof value === 'object') {
      const {initialValueModified: _told, ...drawn} = value;
      this.value = drawn;
    }
    this.tool.restore(marks?.draft);
  }

  static styles = [super.styles, shapesStyles];
}

/** What a path has. */
export const pathParts = {vertices: list(record(POINT), 1)};
/** What a point has. */
export const pointParts = POINT;
