/** `<crowd-icon-button>`: a button that is an icon. */
import {css} from '../vendor/lit.js';
import {RoundButton} from '../base/round-button.js';

/** A round, flat button. */
class CrowdIconButton extends RoundButton {
  static styles = [
    super.styles,
    css`
      :host {
        display: inline-block;
        vertical-align: middle;
      }
      .round {
        display: inline-flex;
        align-items: center;
        justify-content: center;
        width: 40px;
        height: 40px;
        padding: 0;
        border: 0;
        border-radius: 50%;
        background: none;
        color: var(--crowd-text);
        font: inherit;
        cursor: pointer;
      }
      .round:hover {
        background: var(--crowd-surface-hover);
      }
      .round:disabled {
        opacity: 0.5;
        cursor: not-allowed;
      }
    `,
  ];
}

customElements.define('crowd-icon-button', CrowdIconButton);
