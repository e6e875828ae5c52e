/** `<crowd-slider-label position="1">`: a text under one value of a `<crowd-slider>`. */
import {css, html} from '../vendor/lit.js';
import {CrowdElement, attributes, number} from '../base/element.js';

/** Placed by its slider. */
class CrowdSliderLabel extends CrowdElement {
  static properties = attributes({position: number});

  render() {
    return html`<slot></slot>`;
  }

  updated() {
    this.emit('crowd-slider-label-moved');
  }

  static styles = [
    super.styles,
    css`
      :host {
        position: absolute;
        top: 0;
        transform: translateX(-50%);
        color: var(--crowd-text-muted);
        font-size: 0.875rem;
        text-align: center;
      }
    `,
  ];
}

customElements.define('crowd-slider-label', CrowdSliderLabel);
