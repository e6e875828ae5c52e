/** `<crowd-radio-button>`: one choice of a `<crowd-radio-group>`. */
import {css, html} from '../vendor/lit.js';
import {CheckField} from '../base/check-field.js';
import {state} from '../base/element.js';

/**
 * A radio button. It has the role and the focus itself, because the group's buttons live in
 * different shadow roots. Alone, outside of a group, it can be checked but not unchecked.
 */
export class CrowdRadioButton extends CheckField {
  static shadowRootOptions = {mode: 'open', delegatesFocus: false};
  static properties = {isTabStop: state};

  #ownLabel = null;

  constructor() {
    super();
    this.isTabStop = true;
    this.addEventListener('click', (event) => this.#onClick(event));
    this.addEventListener('keydown', (event) => this.#onKey(event));
  }

  connectedCallback() {
    super.connectedCallback();
    this.role ??= 'radio';
    if (this.checked) this.emit('crowd-radio-checked');
  }

  /** Chooses this button as the worker does. */
  choose() {
    if (this.isDisabled || this.checked) return;
    this.checked = true;
    this.changed();
  }

  updated() {
    this.tabIndex = this.isTabStop && !this.isDisabled ? 0 : -1;
    this.ariaChecked = String(Boolean(this.checked));
    this.ariaDisabled = String(this.isDisabled);
    this.#nameItself();
  }

  /** Without a text the value is its name; the text may come later, as the page is parsed. */
  #nameItself() {
    if (this.ariaLabel && this.ariaLabel !== this.#ownLabel) return;
    this.#ownLabel = this.hasText ? null : this.value || this.name || 'Option';
    this.ariaLabel = this.#ownLabel;
  }

  /** Runs whenever a property is set: the group unchecks the others in the same moment. */
  requestUpdate(name, ...rest) {
    super.requestUpdate(name, ...rest);
    if (name === 'checked' && this.checked) this.emit('crowd-radio-checked');
  }

  #onClick(event) {
    if (!this.isOwnClick(event)) return;
    this.choose();
  }

  #onKey(event) {
    if (event.key !== ' ' || event.target !== this) return;
    event.preventDefault();
    this.choose();
  }

  render() {
    return html`<div class="row">
      <span class="dot"></span>
      <span><slot @slotchange=${() => this.requestUpdate()}></slot></span>
    </div>`;
  }

  static styles = [
    super.styles,
    css`
      :host {
        border-radius: var(--crowd-radius-small);
      }
      :host(:focus-visible) {
        outline: none;
        box-shadow: var(--crowd-focus);
      }
      .dot {
        flex: none;
        width: 18px;
        height: 18px;
        margin-top: 3px;
        border: 2px solid var(--crowd-line-strong);
        border-radius: 50%;
        background: var(--crowd-surface);
      }
      :host([checked]) .dot {
        border: 6px solid var(--crowd-accent);
      }
      :host(:disabled) .dot {
        opacity: 0.6;
      }
    `,
  ];
}

customElements.define('crowd-radio-button', CrowdRadioButton);
