/** What crowd-fab and crowd-icon-button have in common. */
import {html, nothing} from '../vendor/lit.js';
import {blockClicks} from './activation.js';
import {CrowdElement, attributes, flag, text} from './element.js';
import '../elements/iron-icon.js';

/** A round button with an icon. */
export class RoundButton extends CrowdElement {
  static shadowRootOptions = {mode: 'open', delegatesFocus: true};
  static properties = attributes({disabled: flag, icon: text, label: text, title: text});

  constructor() {
    super();
    blockClicks(this, () => this.disabled);
  }

  render() {
    const name = this.getAttribute('aria-label') || this.title || this.label || spoken(this.icon);
    const face = this.icon ? html`<iron-icon icon=${this.icon}></iron-icon>` : this.label;
    return html`<button
        class="round"
        type="button"
        aria-label=${name || nothing}
        ?disabled=${this.disabled}
      >
        ${face}
      </button>
      <slot></slot>`;
  }
}

/** @returns {string} an icon's name as words: `social:person-add` gives `person add`. */
function spoken(icon = '') {
  return icon.replace(/^.*[:/]/, '').replace(/\.\w+$/, '').replaceAll('-', ' ') || 'Button';
}
