/** `<crowd-input>`: one line of text. */
import {html, ifDefined, live, nothing} from '../vendor/lit.js';
import {attributes, text} from '../base/element.js';
import {TextField} from '../base/text-field.js';

/** One line; `type` is any type of an HTML input that holds text. */
class CrowdInput extends TextField {
  static properties = attributes({type: text, min: text, max: text, step: text});

  answerValue() {
    return this.type === 'file' ? undefined : super.answerValue();
  }

  problem() {
    if (this.type !== 'file') return super.problem();
    return this.required && !this.control?.value ? 'Choose a file.' : '';
  }

  render() {
    const {label, maxLength, invalid, placeholder, value} = this.bindings;
    return this.renderField(html`<input
      id="control"
      class="control"
      type=${TYPES.has(this.type) ? this.type : 'text'}
      aria-label=${label}
      aria-describedby="problem"
      aria-invalid=${invalid}
      aria-required=${this.required ? 'true' : nothing}
      maxlength=${maxLength}
      placeholder=${placeholder}
      min=${ifDefined(this.min)}
      max=${ifDefined(this.max)}
      step=${ifDefined(this.step ?? (this.type === 'number' ? 'any' : undefined))}
      ?disabled=${this.isDisabled}
      .value=${this.type === 'file' ? '' : live(value)}
      @input=${this.typed}
      @change=${this.committed}
    />`);
  }
}

const TYPES = new Set([
  'color', 'date', 'datetime-local', 'email', 'file', 'month', 'number', 'password', 'search',
  'tel', 'time', 'url', 'week',
]);

customElements.define('crowd-input', CrowdInput);
