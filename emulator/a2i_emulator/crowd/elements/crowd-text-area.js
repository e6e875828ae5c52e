/** `<crowd-text-area>`: several lines of text. */
import {css, html, live, nothing} from '../vendor/lit.js';
import {attributes, flag, number} from '../base/element.js';
import {TextField} from '../base/text-field.js';

/** Several lines; grows with the text up to `max-rows`, if that is given. */
class CrowdTextArea extends TextField {
  static properties = attributes({charCounter: flag, maxRows: number, rows: number});

  render() {
    const {label, maxLength, invalid, placeholder, value} = this.bindings;
    const control = html`<textarea
      id="control"
      class="control"
      style=${this.#heights}
      aria-label=${label}
      aria-describedby="problem"
      aria-invalid=${invalid}
      aria-required=${this.required ? 'true' : nothing}
      maxlength=${maxLength}
      placeholder=${placeholder}
      ?disabled=${this.isDisabled}
      .value=${live(value)}
      @input=${this.typed}
      @change=${this.committed}
    ></textarea>`;
    return this.renderField(control, this.charCounter ? this.#renderCounter() : nothing);
  }

  /** `rows` is the least height: the control grows with its text. */
  get #heights() {
    const least = `min-height: calc(${this.rows > 0 ? this.rows : 3} * 1.5em + 16px)`;
    return this.maxRows > 0 ? `${least}; max-height: calc(${this.maxRows} * 1.5em + 16px)` : least;
  }

  #renderCounter() {
    const {length} = this.value ?? '';
    return html`<span class="counter">${length}${this.maxLength > 0 ? `/${this.maxLength}` : ''}</span>`;
  }

  static styles = [
    super.styles,
    css`
      .control {
        field-sizing: content;
        line-height: 1.5;
        resize: vertical;
      }
      .counter {
        margin-left: auto;
        color: var(--crowd-text-muted);
        font-size: 0.875rem;
        font-variant-numeric: tabular-nums;
      }
    `,
  ];
}

customElements.define('crowd-text-area', CrowdTextArea);
