/** The labels to draw with: chosen by click, or by the keys 1 to 9 and 0. */
import {html, live, nothing} from '../vendor/lit.js';
import {renderSwatch} from '../base/overlay.js';

/** Which label is drawn with. */
export class Palette {
  #host;
  #chosen;
  #onChoose;

  /**
   * @param {import('./drawing-widget.js').DrawingWidget} host has the labels.
   * @param {(label: string) => void} [onChoose]
   */
  constructor(host, onChoose = () => {}) {
    this.#host = host;
    this.#onChoose = onChoose;
  }

  /** @returns {string | undefined} the label; the first one until another is chosen. */
  get label() {
    const {labelNames} = this.#host;
    return labelNames.includes(this.#chosen) ? this.#chosen : labelNames[0];
  }

  /** @param {string} label one of the host's. */
  choose(label) {
    this.#chosen = label;
    this.#onChoose(label);
    this.#host.requestUpdate();
  }

  /** @param {number} position @returns {boolean} whether there is a label. */
  chooseAt(position) {
    const label = this.at(position);
    if (label === undefined) return false;
    this.choose(label);
    return true;
  }

  /** @param {number} position @returns {string | undefined} the label there. */
  at(position) {
    return this.#host.labelNames[position];
  }

  /** @returns {unknown} a template. */
  render() {
    const {labelNames} = this.#host;
    if (labelNames.length === 0) {
      return html`<p class="hint palette">There are no labels to draw with.</p>`;
    }
    return html`<div class="palette" role="radiogroup" aria-label="Label to draw with">
      ${labelNames.map((name, index) => this.#renderLabel(name, index))}
    </div>`;
  }

  #renderLabel(name, index) {
    const key = index < 10 ? String((index + 1) % 10) : undefined;
    return html`<label class="option label" style="--colour:${this.#host.colourOf(name)}">
      <input
        type="radio"
        name="label"
        aria-keyshortcuts=${key ?? nothing}
        .checked=${live(name === this.label)}
        ?disabled=${this.#host.isLocked}
        @input=${(event) => event.stopPropagation()}
        @change=${(event) => {
          event.stopPropagation();
          this.choose(name);
        }}
      />
      ${renderSwatch(this.#host.colourOf(name))}<span dir="auto">${name}</span>
      ${key ? html`<kbd aria-hidden="true">${key}</kbd>` : nothing}
    </label>`;
  }
}
