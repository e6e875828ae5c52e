/** `<crowd-alert>`: a message to the worker. */
import {css, html, nothing} from '../vendor/lit.js';
import {CrowdElement, attributes, flag, text} from '../base/element.js';
import {glyph} from '../base/glyphs.js';

const KINDS = ['info', 'success', 'error', 'warning'];

/** A message; scripts usually create it, so it is announced when it appears. */
class CrowdAlert extends CrowdElement {
  static properties = attributes({dismissible: flag, type: text});

  get #kind() {
    return KINDS.includes(this.type) ? this.type : 'info';
  }

  #dismiss() {
    this.emit('dismiss');
    this.hidden = true;
  }

  render() {
    const isUrgent = this.#kind === 'error' || this.#kind === 'warning';
    return html`<div class="box ${this.#kind}" role=${isUrgent ? 'alert' : 'status'}>
      ${glyph(this.#kind)}
      <div class="text"><slot></slot></div>
      ${this.dismissible ? this.#renderClose() : nothing}
    </div>`;
  }

  #renderClose() {
    return html`<button class="close" type="button" aria-label="Dismiss" @click=${this.#dismiss}>
      ${glyph('close', 16)}
    </button>`;
  }

  static styles = [
    super.styles,
    css`
      :host {
        display: block;
        margin: 8px 0;
      }
      .box {
        display: flex;
        align-items: flex-start;
        gap: 12px;
        padding: 12px 16px;
        border-left: 4px solid currentColor;
        border-radius: var(--crowd-radius-small);
      }
      .text {
        flex: 1;
        color: var(--crowd-text);
        overflow-wrap: anywhere;
      }
      .info {
        background: var(--crowd-accent-soft);
        color: var(--crowd-accent);
      }
      .success {
        background: var(--crowd-success-soft);
        color: var(--crowd-success);
      }
      .warning {
        background: var(--crowd-warning-soft);
        color: var(--crowd-warning);
      }
      .error {
        background: var(--crowd-danger-soft);
        color: var(--crowd-danger);
      }
      .close {
        display: inline-flex;
        padding: 4px;
        border: 0;
        border-radius: var(--crowd-radius-small);
        background: none;
        color: var(--crowd-text);
        cursor: pointer;
      }
    `,
  ];
}

customElements.define('crowd-alert', CrowdAlert);
