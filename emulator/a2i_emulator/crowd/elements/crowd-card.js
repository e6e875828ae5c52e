/** `<crowd-card>`: a raised box. */
import {css, html, nothing} from '../vendor/lit.js';
import {CrowdElement, attributes, text} from '../base/element.js';

/** A box with an optional heading and image. */
class CrowdCard extends CrowdElement {
  static properties = attributes({heading: text, image: text});

  render() {
    return html`
      ${this.image ? html`<img src=${this.image} alt="" />` : nothing}
      ${this.heading ? html`<div class="heading" role="heading" aria-level="3">${this.heading}</div>` : nothing}
      <slot></slot>
    `;
  }

  static styles = [
    super.styles,
    css`
      :host {
        display: block;
        padding: 16px;
        overflow: hidden;
        border: 1px solid var(--crowd-line);
        border-radius: var(--crowd-radius);
        background: var(--crowd-surface-raised);
        color: var(--crowd-text);
        box-shadow: var(--crowd-shadow);
      }
      img {
        display: block;
        max-width: 100%;
        margin: 0 auto 12px;
      }
      .heading {
        margin-bottom: 8px;
        font-size: 1.125rem;
        font-weight: 600;
        overflow-wrap: anywhere;
      }
    `,
  ];
}

customElements.define('crowd-card', CrowdCard);
