/** `<crowd-fab>`: a floating button. */
import {css} from '../vendor/lit.js';
import {RoundButton} from '../base/round-button.js';

/** A round button that stands out; a template's script gives it its meaning. */
class CrowdFab extends RoundButton {
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
        width: 56px;
        height: 56px;
        padding: 0;
        border: 0;
        border-radius: 50%;
        background: var(--crowd-accent);
        color: var(--crowd-on-accent);
        font: 600 1.25rem/1 var(--crowd-font);
        box-shadow: var(--crowd-shadow-strong);
        cursor: pointer;
      }
      .round:hover {
        background: var(--crowd-accent-hover);
      }
      .round:disabled {
        background: var(--crowd-surface-hover);
        color: var(--crowd-text-muted);
        box-shadow: none;
        cursor: not-allowed;
      }
    `,
  ];
}

customElements.define('crowd-fab', CrowdFab);
