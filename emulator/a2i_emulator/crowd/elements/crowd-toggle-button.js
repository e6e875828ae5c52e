/** `<crowd-toggle-button>`: an ON/OFF switch. */
import {css, html, nothing} from '../vendor/lit.js';
import {CheckField} from '../base/check-field.js';
import {attributes, flag} from '../base/element.js';

/** A switch; `invalid` shows it in the alert colour while it is off. */
class CrowdToggleButton extends CheckField {
  static properties = attributes({invalid: flag});

  problem() {
    return this.required && !this.checked ? 'This must be switched on.' : '';
  }

  render() {
    return html`<div class="row" @click=${this.#onClick}>
        <button
          class="switch"
          type="button"
          role="switch"
          aria-checked=${this.checked ? 'true' : 'false'}
          aria-labelledby=${this.hasText ? 'text' : nothing}
          aria-label=${this.hasText ? nothing : this.hiddenLabel}
          aria-describedby="problem"
          ?disabled=${this.isDisabled}
        ></button>
        <span id="text"><slot @slotchange=${() => this.requestUpdate()}></slot></span>
      </div>
      ${this.renderProblem()}`;
  }

  #onClick = (event) => {
    if (this.isDisabled || !this.isOwnClick(event)) return;
    this.checked = !this.checked;
    this.changed();
  };

  static styles = [
    super.styles,
    css`
      .switch {
        position: relative;
        flex: none;
        width: 40px;
        height: 22px;
        margin-top: 1px;
        padding: 0;
        border: 1px solid var(--crowd-line-strong);
        border-radius: 11px;
        background: var(--crowd-surface-hover);
        cursor: inherit;
        transition: background 120ms;
      }
      .switch::after {
        content: '';
        position: absolute;
        top: 2px;
        left: 2px;
        width: 16px;
        height: 16px;
        border-radius: 50%;
        background: var(--crowd-line-strong);
        transition: transform 120ms;
      }
      .switch[aria-checked='true'] {
        border-color: var(--crowd-accent);
        background: var(--crowd-accent);
      }
      .switch[aria-checked='true']::after {
        background: var(--crowd-on-accent);
        transform: translateX(18px);
      }
      :host([invalid]) .switch[aria-checked='false'] {
        border-color: var(--crowd-danger);
        background: var(--crowd-danger-soft);
      }
      :host([invalid]) .switch[aria-checked='false']::after {
        background: var(--crowd-danger);
      }
      .switch:disabled {
        opacity: 0.6;
      }
    `,
  ];
}

customElements.define('crowd-toggle-button', CrowdToggleButton);
