/** `<crowd-tab>`: one page of `<crowd-tabs>`. */
import {css, html} from '../vendor/lit.js';
import {CrowdElement, attributes, text} from '../base/element.js';

/** A page; crowd-tabs shows one at a time. Inputs in hidden ones count all the same. */
class CrowdTab extends CrowdElement {
  static properties = attributes({header: text});

  connectedCallback() {
    super.connectedCallback();
    this.role ??= 'tabpanel';
  }

  updated() {
    this.ariaLabel = this.header || 'Tab';
    this.emit('crowd-tab-changed');
  }

  render() {
    return html`<slot></slot>`;
  }

  static styles = [
    super.styles,
    css`
      :host {
        display: block;
        padding: 16px 0;
      }
    `,
  ];
}

customElements.define('crowd-tab', CrowdTab);
