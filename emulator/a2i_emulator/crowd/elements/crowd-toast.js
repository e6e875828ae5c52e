/** `<crowd-toast>`: a notice that goes away by itself. */
import {css, html} from '../vendor/lit.js';
import {CrowdElement, attributes, flag, number, text} from '../base/element.js';

/** The one toast that is visible. @type {CrowdToast | undefined} */
let current;

/** A notice at the bottom left; a `duration` of 0 or below keeps it. */
class CrowdToast extends CrowdElement {
  static properties = attributes({duration: number, opened: flag, text});

  #timer;

  constructor() {
    super();
    this.duration = 3000;
  }

  /** Shows the toast; another one that is visible goes away. */
  open() {
    this.opened = true;
  }

  /** Hides the toast. */
  close() {
    this.opened = false;
  }

  /** The same as `open()`. */
  show() {
    this.open();
  }

  /** The same as `close()`. */
  hide() {
    this.close();
  }

  /** Shows or hides the toast. */
  toggle() {
    this.opened = !this.opened;
  }

  connectedCallback() {
    super.connectedCallback();
    // What is moved about the page is taken from it first.
    if (this.opened && this.hasUpdated) this.#takeTheStage();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    if (current === this) current = undefined;
  }

  updated(changes) {
    if (!changes.has('opened') && !(this.opened && changes.has('duration'))) return;
    clearTimeout(this.#timer);
    if (this.opened) this.#takeTheStage();
    else if (current === this) current = undefined;
  }

  #takeTheStage() {
    if (current && current !== this) current.close();
    current = this;
    if (this.duration > 0) this.#timer = setTimeout(() => this.close(), this.duration);
  }

  render() {
    return html`<div class="toast" role="status">
      <span>${this.opened ? this.text : ''}</span>
      <slot ?hidden=${!this.opened}></slot>
    </div>`;
  }

  static styles = [
    super.styles,
    css`
      :host {
        position: fixed;
        bottom: 16px;
        left: 16px;
        z-index: 10;
        max-width: min(480px, calc(100vw - 32px));
        pointer-events: none;
        opacity: 0;
        transform: translateY(16px);
        transition: opacity 150ms, transform 150ms;
      }
      :host([opened]) {
        pointer-events: auto;
        opacity: 1;
        transform: none;
      }
      .toast {
        padding: 12px 20px;
        border-radius: var(--crowd-radius);
        background: light-dark(#1f2733, #e6eaf0);
        color: light-dark(#ffffff, #14181f);
        box-shadow: var(--crowd-shadow-strong);
        overflow-wrap: anywhere;
      }
      slot[hidden] {
        display: none;
      }
    `,
  ];
}

customElements.define('crowd-toast', CrowdToast);
