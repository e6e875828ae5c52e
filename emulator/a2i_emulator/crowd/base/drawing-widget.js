/** What the drawing tools that list shapes have in common. */
import {asList} from './json-attribute.js';
import {JsonWidget} from './json-widget.js';

/** A tool whose answer is `{[kind]: […], inputImageProperties}`. */
export class DrawingWidget extends JsonWidget {
  /** The key of the shapes, in answers and in `initial-value` where that is an object. */
  static kind = 'shapes';

  preset() {
    const {kind} = this.constructor;
    return {[kind]: structuredClone(this.#given), ...this.imageProperties};
  }

  get #given() {
    const {initialValue} = this;
    return asList(Array.isArray(initialValue) ? initialValue : initialValue?.[this.constructor.kind]);
  }
}
