/** `<crowd-slider>`: a number on a scale. */
import {html, live, nothing} from '../vendor/lit.js';
import {attributes, flag, number, state} from '../base/element.js';
import {CrowdField} from '../base/field.js';
import {glyph} from '../base/glyphs.js';
import {sliderStyles} from './crowd-slider.css.js';
import './crowd-slider-label.js';

/**
 * A slider from `min` to `max` (0 to 100). Without a preset it answers nothing until the worker
 * touches it; scripts read the lower end then.
 */
class CrowdSlider extends CrowdField {
  static properties = attributes({
    editable: flag,
    max: number,
    min: number,
    pin: flag,
    secondaryProgress: number,
    step: number,
    chosen: state,
  });

  static get observedAttributes() {
    return [...super.observedAttributes, 'value'];
  }

  constructor() {
    super();
    this.min = 0;
    this.max = 100;
    this.step = 1;
    const early = Object.hasOwn(this, 'value') ? this.value : undefined;
    delete this.value;
    if (early !== undefined) this.value = early;
    this.addEventListener('crowd-slider-label-moved', (event) => {
      event.stopPropagation();
      this.requestUpdate();
    });
  }

  attributeChangedCallback(name, old, value) {
    if (name === 'value') this.value = value;
    else super.attributeChangedCallback(name, old, value);
  }

  /** The number; the lower end while there is none. @type {number} */
  get value() {
    return this.chosen ?? this.#low;
  }

  set value(value) {
    const isNumber = value !== null && value !== '' && Number.isFinite(Number(value));
    this.chosen = isNumber ? Number(value) : undefined;
  }

  answerValue() {
    return this.chosen === undefined ? undefined : this.#clamped(this.chosen);
  }

  problem() {
    return this.required && this.chosen === undefined ? 'Move the slider to a value.' : '';
  }

  reset() {
    super.reset();
    this.value = this.getAttribute('value');
  }

  restoreAnswer(value) {
    if (typeof value === 'number') this.value = value;
  }

  get #low() {
    return Number.isFinite(this.min) ? this.min : 0;
  }

  get #high() {
    return Number.isFinite(this.max) ? Math.max(this.max, this.#low) : Math.max(100, this.#low);
  }

  get #stride() {
    return this.step > 0 ? this.step : 1;
  }

  #clamped(value) {
    return Math.min(Math.max(value, this.#low), this.#high);
  }

  /** @returns {number} where a value lies on the scale, from 0 to 1. */
  #share(value) {
    const width = this.#high - this.#low;
    return width > 0 ? (this.#clamped(value) - this.#low) / width : 0;
  }

  #moved = (event) => {
    event.stopPropagation();
    this.chosen = event.target.valueAsNumber;
    this.changed();
  };

  /** A click on the thumb of an untouched slider chooses the value that it stands at. */
  #touched = (event) => {
    if (this.chosen === undefined && !this.isDisabled) this.#moved(event);
  };

  #nudge(steps) {
    const digits = Math.max(decimals(this.#stride), decimals(this.#low));
    this.chosen = Number(this.#clamped(this.value + steps * this.#stride).toFixed(digits));
    this.changed();
  }

  get #labels() {
    return [...this.children].filter((child) => child.localName === 'crowd-slider-label');
  }

  updated() {
    for (const label of this.#labels) {
      const share = this.#share(label.position ?? this.#low);
      label.style.left = `calc(9px + (100% - 18px) * ${share})`;
      label.slot = 'label';
    }
  }

  render() {
    return html`<div class="line">
        ${this.editable ? this.#renderNudge(-1, 'minus', 'Decrease') : nothing}
        <div class="scale" style="--at: ${this.#share(this.value)}; --second: ${this.#second}">
          ${this.pin ? html`<output class="pin">${this.chosen ?? '–'}</output>` : nothing}
          <input
            class="control ${this.chosen === undefined ? 'untouched' : ''}"
            type="range"
            aria-label=${this.hiddenLabel === nothing ? 'Value' : this.hiddenLabel}
            aria-describedby="problem"
            aria-valuetext=${this.chosen === undefined ? 'not set' : String(this.chosen)}
            min=${this.#low}
            max=${this.#high}
            step=${this.#stride}
            ?disabled=${this.isDisabled}
            .value=${live(String(this.value))}
            @input=${this.#moved}
            @change=${(event) => event.stopPropagation()}
            @click=${this.#touched}
          />
          <div class="labels ${this.#labels.length > 0 ? 'filled' : ''}"><slot name="label"></slot></div>
        </div>
        ${this.editable ? this.#renderNudge(1, 'plus', 'Increase') : nothing}
      </div>
      ${this.renderProblem()}
      <slot></slot>`;
  }

  get #second() {
    return this.secondaryProgress === undefined ? 0 : this.#share(this.secondaryProgress);
  }

  #renderNudge(steps, picture, label) {
    return html`<button
      class="nudge"
      type="button"
      aria-label=${label}
      ?disabled=${this.isDisabled}
      @click=${() => this.#nudge(steps)}
    >
      ${glyph(picture, 16)}
    </button>`;
  }

  static styles = [super.styles, sliderStyles];
}

function decimals(number) {
  return (String(number).split('.')[1] ?? '').length;
}

customElements.define('crowd-slider', CrowdSlider);
