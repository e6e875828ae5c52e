/** Making an image easier to see, which changes nothing about the answer. */
import {html} from '../vendor/lit.js';
import {icon} from './icons.js';

const RANGES = {Brightness: 'brightness', Contrast: 'contrast'};

/** Brightness and contrast, from 0.2 to 3; a reactive controller's state without its life. */
export class Adjustments {
  brightness = 1;
  contrast = 1;
  #host;

  /** @param {import('../base/element.js').CrowdElement} host renders again at a change. */
  constructor(host) {
    this.#host = host;
  }

  /** @returns {string} what the stage's `style` needs. */
  get style() {
    return `--stage-brightness:${this.brightness};--stage-contrast:${this.contrast}`;
  }

  #set(values) {
    Object.assign(this, values);
    this.#host.requestUpdate();
  }

  /** @returns {unknown} a template. */
  render() {
    return html`<details class="adjust">
      <summary class="tool" aria-label="Adjust the image" title="Adjust the image">
        ${icon('adjust')}
      </summary>
      <div class="sheet" role="group" aria-label="The image">
        ${Object.entries(RANGES).map(([label, name]) => this.#renderRange(label, name))}
        <button
          class="button normal"
          type="button"
          @click=${() => this.#set({brightness: 1, contrast: 1})}
        >
          As it is
        </button>
      </div>
    </details>`;
  }

  #renderRange(label, name) {
    const stop = (event) => event.stopPropagation();
    const set = (event) => {
      stop(event);
      this.#set({[name]: Number(event.target.value)});
    };
    return html`<label
      >${label}
      <input
        type="range"
        min="0.2"
        max="3"
        step="0.05"
        .value=${String(this[name])}
        @input=${set}
        @change=${stop}
    /></label>`;
  }
}
