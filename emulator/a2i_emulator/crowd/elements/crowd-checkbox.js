/** `<crowd-checkbox>`: a check box with the children as its label. */
import {html, live, nothing} from '../vendor/lit.js';
import {CheckField} from '../base/check-field.js';

/** A check box. */
class CrowdCheckbox extends CheckField {
  render() {
    return html`<div class="row" @click=${this.#onRowClick}>
        <input
          class="control"
          type="checkbox"
          aria-labelledby=${this.hasText ? 'text' : nothing}
          aria-label=${this.hasText ? nothing : this.hiddenLabel}
          aria-describedby="problem"
          aria-required=${this.required ? 'true' : nothing}
          aria-invalid=${this.shownProblem ? 'true' : nothing}
          ?disabled=${this.isDisabled}
          .checked=${live(Boolean(this.checked))}
          @change=${this.#onChange}
          @input=${(event) => event.stopPropagation()}
        />
        <span id="text"><slot @slotchange=${() => this.requestUpdate()}></slot></span>
      </div>
      ${this.renderProblem()}`;
  }

  #onChange = (event) => {
    event.stopPropagation();
    this.checked = event.target.checked;
    this.changed();
  };

  #onRowClick = (event) => {
    if (event.target.closest('.control') || this.isDisabled || !this.isOwnClick(event)) return;
    this.renderRoot.querySelector('.control').click();
  };
}

customElements.define('crowd-checkbox', CrowdCheckbox);
