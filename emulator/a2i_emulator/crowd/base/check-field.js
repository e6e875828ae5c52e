/** What crowd-checkbox, crowd-toggle-button and crowd-radio-button have in common. */
import {css} from '../vendor/lit.js';
import {attributes, flag, text} from './element.js';
import {CrowdField} from './field.js';

/** A field that is on or off and contributes `{value: bool}` under its name. */
export class CheckField extends CrowdField {
  static properties = attributes({checked: flag, value: text});

  #preset;

  constructor() {
    super();
    this.value = 'on';
  }

  connectedCallback() {
    super.connectedCallback();
    this.#preset ??= this.checked;
  }

  answerParts() {
    const {answerName: name, checked} = this;
    return name ? [{name, option: this.value ?? 'on', checked: Boolean(checked)}] : [];
  }

  reset() {
    super.reset();
    this.checked = this.#preset ?? false;
  }

  restoreAnswer(answer) {
    this.checked = answer?.[this.value] === true;
  }

  get caption() {
    return this.textContent.trim().replace(/\s+/g, ' ').slice(0, 80) || super.caption;
  }

  problem() {
    return this.required && !this.checked ? 'This must be chosen.' : '';
  }

  /** A click on the text counts as one on the control; without text it is the hidden label. */
  get hasText() {
    return this.textContent.trim() !== '';
  }

  static styles = [
    super.styles,
    css`
      :host {
        display: inline-block;
        margin-right: 12px;
        vertical-align: middle;
        color: var(--crowd-text);
      }
      .row {
        display: inline-flex;
        align-items: flex-start;
        gap: 8px;
        padding: 4px 0;
        cursor: pointer;
      }
      .control {
        flex: none;
        width: 18px;
        height: 18px;
        margin: 3px 0 0;
        accent-color: var(--crowd-accent);
        cursor: inherit;
      }
      :host(:disabled) .row {
        color: var(--crowd-text-muted);
        cursor: not-allowed;
      }
    `,
  ];
}
