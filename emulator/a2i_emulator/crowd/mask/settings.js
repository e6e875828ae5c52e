/** How it is painted: the tool, the brush's size, and what else there is to set. */
import {html, live, nothing} from '../vendor/lit.js';
import {picture} from './icons.js';

const LARGEST = 400;

export class Settings {
  size = 24;
  tolerance = 32;
  opacity = 0.6;
  /** Whether nothing that is painted is painted over. */
  keeps = false;
  #tool;

  /** @param {import('./tool.js').MaskTool} tool */
  constructor(tool) {
    this.#tool = tool;
  }

  #set(values) {
    Object.assign(this, values);
    this.#tool.host.requestUpdate();
  }

  /** Makes the brush larger or smaller, by about a fifth. @param {1 | -1} direction */
  resize(direction) {
    const step = Math.max(Math.round(this.size / 5), 1) * direction;
    this.#set({size: Math.min(Math.max(this.size + step, 1), LARGEST)});
    this.#tool.easel.say(`The brush is ${this.size} pixels wide.`);
  }

  toggleKeeps() {
    this.#set({keeps: !this.keeps});
    this.#tool.easel.say(this.keeps ? 'Nothing is painted over.' : 'Everything can be painted over.');
  }

  /** @param {Record<string, {key: string, label: string}>} pens @returns {unknown} buttons. */
  renderPens(pens) {
    return html`<span class="kinds" role="group" aria-label="Paint with">
      ${Object.entries(pens).map(([name, pen]) => this.#renderPen(name, pen))}
    </span>`;
  }

  #renderPen(name, {key, label}) {
    const tool = this.#tool;
    return html`<button
      class="tool"
      type="button"
      aria-label=${label}
      title="${label} (${key.toUpperCase()})"
      aria-keyshortcuts=${key.toUpperCase()}
      aria-pressed=${name === tool.pen.name ? 'true' : 'false'}
      aria-disabled=${tool.host.isLocked ? 'true' : 'false'}
      @click=${() => tool.host.isLocked || tool.pen.choose(name)}
    >
      ${picture(name)}
    </button>`;
  }

  /** @returns {unknown} a template. */
  render() {
    const {name} = this.#tool.pen;
    return html`<fieldset class="settings" ?disabled=${this.#tool.host.isLocked}>
      <legend class="visually-hidden">Settings</legend>
      ${name === 'brush' || name === 'eraser'
        ? this.#renderRange('Size', 'size', {min: 1, max: LARGEST, unit: 'px'})
        : nothing}
      ${name === 'wand'
        ? this.#renderRange('Tolerance', 'tolerance', {min: 0, max: 200, unit: ''})
        : nothing}
      ${this.#renderRange('Opacity', 'opacity', {min: 0.1, max: 1, step: 0.05, share: true})}
      <label class="check">
        <input
          type="checkbox"
          .checked=${live(this.keeps)}
          aria-keyshortcuts="K"
          @input=${stop}
          @change=${(event) => {
            stop(event);
            this.toggleKeeps();
          }}
        />
        Keep what is painted
      </label>
    </fieldset>`;
  }

  #renderRange(label, property, {min, max, step = 1, unit, share = false}) {
    const value = this[property];
    const shown = share ? `${Math.round(value * 100)} %` : `${value} ${unit}`.trim();
    return html`<label class="range"
      ><span>${label}</span>
      <input
        type="range"
        min=${min}
        max=${max}
        step=${step}
        aria-valuetext=${shown}
        .value=${live(String(value))}
        @input=${(event) => {
          stop(event);
          this.#set({[property]: Number(event.target.value)});
        }}
        @change=${stop}
      />
      <output>${shown}</output></label
    >`;
  }
}

function stop(event) {
  event.stopPropagation();
}
