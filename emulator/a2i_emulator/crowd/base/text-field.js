/** What crowd-input and crowd-text-area have in common. */
import {css, html, nothing} from '../vendor/lit.js';
import {attributes, flag, number, text} from './element.js';
import {CrowdField} from './field.js';

/**
 * A field for text. `value` is the text; setting null clears it.
 *
 * `allowed-pattern` describes one allowed character, as in `[0-9]`; with `auto-validate` other
 * characters are ignored while typing. A pattern that is anchored (`^…$`) describes the whole text
 * instead. Either is checked on submission.
 */
export class TextField extends CrowdField {
  static properties = attributes({
    allowedPattern: text,
    autoFocus: flag,
    autoValidate: flag,
    errorMessage: text,
    label: text,
    maxLength: number,
    minLength: number,
    placeholder: text,
    value: text,
  });

  constructor() {
    super();
    this.value = '';
  }

  /** @returns {HTMLInputElement | HTMLTextAreaElement | null} */
  get control() {
    return this.renderRoot?.querySelector('.control') ?? null;
  }

  get caption() {
    return this.label || super.caption;
  }

  answerValue() {
    return (this.value ?? '').replace(/\r\n?/g, '\n');
  }

  reset() {
    super.reset();
    this.value = this.getAttribute('value') ?? '';
  }

  restoreAnswer(value) {
    if (typeof value === 'string') this.value = value;
  }

  empty() {
    this.value = '';
  }

  problem() {
    const value = this.value ?? '';
    if (value === '') return this.required || this.#isUnreadable ? this.#say(REQUIRED) : '';
    if (this.minLength > 0 && value.length < this.minLength) {
      return this.#say(`Enter at least ${this.minLength} characters.`);
    }
    if (!this.#allows(value)) return this.#say('This is not in the expected form.');
    return this.control?.checkValidity() === false
      ? this.#say(this.control.validationMessage)
      : '';
  }

  /** Text in a number or date input that the browser cannot read; its value is empty then. */
  get #isUnreadable() {
    return this.control?.validity.badInput === true;
  }

  #say(sentence) {
    return this.errorMessage || sentence;
  }

  #allows(value) {
    const pattern = compiled(this.allowedPattern);
    if (!pattern) return true;
    const whole = new RegExp(`^(?:${pattern.source})$`, pattern.flags);
    return whole.test(value) || (!isAnchored(pattern) && [...value].every((c) => pattern.test(c)));
  }

  /** @param {InputEvent} event takes over what the worker typed. */
  typed = (event) => {
    event.stopPropagation();
    const control = event.target;
    const pattern = compiled(this.allowedPattern);
    if (this.autoValidate && pattern && !isAnchored(pattern)) keepAllowed(control, pattern);
    this.value = control.value;
    if (this.autoValidate) this.shownProblem = this.problem();
    else if (this.shownProblem) this.shownProblem = this.problem();
    this.dispatchEvent(new Event('input', {bubbles: true, composed: true}));
  };

  /** Native `change` events stop at the shadow root; the element fires its own. */
  committed = () => this.dispatchEvent(new Event('change', {bubbles: true}));

  firstUpdated() {
    if (this.autoFocus) this.focus();
  }

  /** @param {unknown} control the inner control; @param {unknown} [extra] beside the problem. */
  renderField(control, extra = nothing) {
    const mark = this.required ? html`<span class="mark" aria-hidden="true">*</span>` : nothing;
    const label = html`<label class="label" for="control">${this.label} ${mark}</label>`;
    return html`${this.label ? label : nothing} ${control}
      <div class="below">${this.renderProblem()} ${extra}</div>
      <slot></slot>`;
  }

  /** @returns {Record<string, unknown>} what both kinds of control bind. */
  get bindings() {
    return {
      label: this.label ? nothing : this.hiddenLabel,
      maxLength: this.maxLength >= 0 ? this.maxLength : nothing,
      invalid: this.shownProblem ? 'true' : nothing,
      placeholder: this.placeholder ?? nothing,
      value: this.value ?? '',
    };
  }

  static styles = [
    super.styles,
    css`
      :host {
        display: block;
        margin-bottom: 12px;
        color: var(--crowd-text);
      }
      .label {
        display: block;
        margin-bottom: 4px;
        font-weight: 600;
        overflow-wrap: anywhere;
      }
      .mark {
        color: var(--crowd-danger);
      }
      .control {
        display: block;
        width: 100%;
        min-height: 38px;
        padding: 7px 12px;
        border: 1px solid var(--crowd-line-strong);
        border-radius: var(--crowd-radius-small);
        background: var(--crowd-surface);
        color: inherit;
        font: inherit;
      }
      .control::placeholder {
        color: var(--crowd-text-muted);
        opacity: 1;
      }
      .control:disabled {
        background: var(--crowd-surface-hover);
        color: var(--crowd-text-muted);
        cursor: not-allowed;
      }
      .control[aria-invalid='true'] {
        border-color: var(--crowd-danger);
      }
      .below {
        display: flex;
        justify-content: space-between;
        gap: 16px;
      }
    `,
  ];
}

const REQUIRED = 'This field is required.';

/** @returns {RegExp | null} null where there is no pattern or it is not one. */
function compiled(source) {
  if (!source) return null;
  // Many a pattern escapes more than it must, as in `[a-z\']`, which only old rules allow.
  return expression(source, 'u') ?? expression(source, '');
}

function expression(source, flags) {
  try {
    return new RegExp(source, flags);
  } catch {
    return null;
  }
}

/** Takes other characters out, and leaves the caret where the worker types. */
function keepAllowed(control, pattern) {
  const allowed = (text) => [...text].filter((c) => pattern.test(c)).join('');
  const {value, selectionStart: caret} = control;
  const kept = allowed(value);
  if (kept === value) return;
  control.value = kept;
  // Fields for numbers and addresses tell no caret.
  if (caret === null) return;
  const place = allowed(value.slice(0, caret)).length;
  control.setSelectionRange(place, place);
}

function isAnchored({source}) {
  return source.startsWith('^') || source.endsWith('$');
}
