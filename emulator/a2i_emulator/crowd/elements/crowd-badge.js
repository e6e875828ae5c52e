/** `<crowd-badge>`: a small mark over the top right corner of another element. */
import {css, html} from '../vendor/lit.js';
import {CrowdElement, attributes, text} from '../base/element.js';
import './iron-icon.js';

/** How far the badge reaches over the element, in pixels. */
const OVERLAP = 10;

/** A badge on the element with the id `for`, or on its parent. */
class CrowdBadge extends CrowdElement {
  static properties = attributes({for: text, icon: text, label: text});

  #sizes = new ResizeObserver(() => this.#place());
  #left = 0;
  #top = 0;
  #onResize = () => this.#place();

  connectedCallback() {
    super.connectedCallback();
    this.renderWhenParsed();
    // It may have another target here, and has let go of the old one.
    if (this.hasUpdated) this.requestUpdate();
    window.addEventListener('resize', this.#onResize);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    window.removeEventListener('resize', this.#onResize);
    this.#sizes.disconnect();
  }

  /** @returns {Element | null} what the badge sits on. */
  get target() {
    return this.for ? this.getRootNode().getElementById?.(this.for) ?? null : this.parentElement;
  }

  updated() {
    this.#sizes.disconnect();
    if (!this.target) return;
    for (let node = this.target; node; node = node.parentElement) this.#sizes.observe(node);
  }

  /** Moves the badge by what it is away from the corner, wherever its origin lies. */
  #place() {
    if (!this.target) return;
    const corner = this.target.getBoundingClientRect();
    const mark = this.renderRoot.querySelector('.badge').getBoundingClientRect();
    this.#left += corner.right - mark.left - OVERLAP;
    this.#top += corner.top - mark.top - OVERLAP;
    this.style.left = `${this.#left}px`;
    this.style.top = `${this.#top}px`;
  }

  render() {
    const mark = this.icon ? html`<iron-icon icon=${this.icon}></iron-icon>` : this.label;
    return html`<span class="badge">${mark}</span><slot></slot>`;
  }

  static styles = [
    super.styles,
    css`
      :host {
        position: absolute;
        top: 0;
        left: 0;
        z-index: 2;
      }
      .badge {
        display: inline-flex;
        align-items: center;
        justify-content: center;
        min-width: 20px;
        height: 20px;
        padding: 0 6px;
        border-radius: 10px;
        background: var(--crowd-accent);
        color: var(--crowd-on-accent);
        font: 600 0.75rem/1 var(--crowd-font);
      }
      iron-icon {
        width: 14px;
        height: 14px;
      }
    `,
  ];
}

customElements.define('crowd-badge', CrowdBadge);
