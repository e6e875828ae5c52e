/** The easel: the stage, and what every drawing tool has around it. */
import {html, live, nothing} from '../vendor/lit.js';
import {Adjustments} from './adjustments.js';
import {History} from './history.js';
import {iconButton} from './icons.js';
import {Palette} from './palette.js';
import './stage.js';

/**
 * @typedef {object} Tool what stands on an easel.
 * @property {import('./stage.js').Pen} pen
 * @property {() => unknown} renderLayers what lies over the image, each layer as large as it: use
 *   `<svg class="layer" viewBox="0 0 WIDTH HEIGHT">` or `<canvas class="layer">`.
 * @property {() => unknown} renderTools further buttons, beside undo and redo; `iconButton` makes one.
 * @property {() => unknown} renderList what is drawn so far, for the pane beside the stage.
 * @property {[string, string][]} keys what to press, and what it does, for the worker.
 * @property {(event: KeyboardEvent, isOnStage: boolean) => boolean} press gets the keys that mean
 *   nothing to the easel; `isOnStage` tells whether the focus is on the stage or in the list.
 *   Returns whether it meant something.
 * @property {() => boolean} [takeBack] undoes a part of what is begun and is no step yet; returns
 *   whether there was any.
 * @property {() => void} [onLabel] another label is drawn with.
 * @property {() => void} [onZoom] a pixel takes more or less room.
 */

const IS_APPLE = /Mac|iPhone|iPad/.test(navigator.platform);
const MODIFIER = IS_APPLE ? '⌘' : 'Ctrl+';
const KEYS = [
  ['1 … 9, 0', 'choose a label'],
  [`${MODIFIER}Z`, 'undo'],
  [`Shift+${MODIFIER}Z`, 'redo'],
  ['Arrows, Space', 'on the image: move the cross hairs, press there (Shift: 10 times as far)'],
  ['+ −, Ctrl+wheel, two fingers', 'zoom'],
  ['Space or middle button, and drag', 'move the image'],
];

/** The surroundings of one tool, in the shadow root of its widget. */
export class Easel {
  history = new History();
  #host;
  #tool;
  #said = '';
  #hasGuides = true;

  /**
   * @param {import('./drawing-widget.js').DrawingWidget} host
   * @param {Tool} tool
   */
  constructor(host, tool) {
    this.#host = host;
    this.#tool = tool;
    this.palette = new Palette(host, () => tool.onLabel?.());
    this.adjustments = new Adjustments(host);
  }

  /** @returns {any} the stage, once it has rendered. */
  get stage() {
    return this.#host.renderRoot.querySelector('a2i-stage');
  }

  /** How many pixels of the image one pixel of the screen is. @returns {number} */
  get pixelSize() {
    return 1 / (this.stage?.scale ?? 1);
  }

  /** @param {string} sentence tells screen readers, and those who look below the stage. */
  say(sentence) {
    this.#said = sentence;
    const status = this.#host.renderRoot.querySelector('.said');
    if (status) status.textContent = sentence;
  }

  /** Moves the focus to the stage. */
  focus() {
    this.stage.view.focus({preventScroll: true});
  }

  undo() {
    if (this.#tool.takeBack?.()) return;
    const step = this.history.undo();
    this.say(step ? `Undone: ${step.name}.` : 'There is nothing to undo.');
    if (step) this.#host.changed();
    this.#host.requestUpdate();
  }

  redo() {
    const step = this.history.redo();
    this.say(step ? `Done again: ${step.name}.` : 'There is nothing to redo.');
    if (step) this.#host.changed();
    this.#host.requestUpdate();
  }

  /** @param {KeyboardEvent} event @returns {boolean} whether it meant something. */
  press(event) {
    if (this.#host.isLocked) return false;
    const key = event.key.toLowerCase();
    const isModified = (event.ctrlKey || event.metaKey) && !event.altKey;
    if (isModified && (key === 'z' || key === 'y')) {
      if (key === 'y' || event.shiftKey) this.redo();
      else this.undo();
      return true;
    }
    return this.#tool.press(event, isOnStage(event));
  }

  /** @returns {unknown} a template of the whole room. */
  render() {
    const host = this.#host;
    return html`<div class="easel ${host.isLocked ? 'locked' : ''}">
      <div class="bar">${this.palette.render()} ${this.#renderTools()}</div>
      <div class="board">
        <div class="sheet-of-paper">
          ${this.#renderStage()}
          <p class="said hint" role="status" .textContent=${live(this.#said)}></p>
        </div>
        <div class="side">
          ${this.#tool.renderList()} ${this.#renderNothing()} ${this.#renderKeys()}
        </div>
      </div>
    </div>`;
  }

  #renderStage() {
    const host = this.#host;
    return html`<a2i-stage
      src=${host.src ?? ''}
      alt="The image to annotate"
      style=${this.adjustments.style}
      ?locked=${host.isLocked}
      ?guides=${this.#hasGuides}
      .pen=${this.#tool.pen}
      @image-load=${this.#onLoad}
      @image-error=${this.#onError}
      @stage-zoom=${() => this.#tool.onZoom?.()}
    >
      ${host.imageSize ? this.#tool.renderLayers() : nothing}
      <canvas class="upper-canvas" aria-hidden="true"></canvas>
    </a2i-stage>`;
  }

  #onLoad = ({target}) => {
    this.#host.imageSize = {width: target.naturalWidth, height: target.naturalHeight};
  };

  /** What was drawn stays, for the image may come yet. */
  #onError = () => {
    this.#host.imageSize = undefined;
  };

  #renderTools() {
    const {history} = this;
    const {isLocked} = this.#host;
    return html`<div class="tools" role="group" aria-label="Tools">
      ${iconButton({
        label: 'Undo',
        picture: 'undo',
        keys: `${MODIFIER}Z`,
        isOff: isLocked || !history.last,
        onClick: () => this.undo(),
      })}
      ${iconButton({
        label: 'Redo',
        picture: 'redo',
        keys: `Shift+${MODIFIER}Z`,
        isOff: isLocked || !history.next,
        onClick: () => this.redo(),
      })}
      ${this.#tool.renderTools()}
      ${iconButton({
        label: 'Cross hairs',
        picture: 'guides',
        isPressed: this.#hasGuides,
        onClick: () => {
          this.#hasGuides = !this.#hasGuides;
          this.#host.requestUpdate();
        },
      })}
      ${this.adjustments.render()}
    </div>`;
  }

  #renderNothing() {
    const host = this.#host;
    return html`<label class="nothing">
      <input
        type="checkbox"
        .checked=${host.isNothing && host.isEmpty}
        ?disabled=${host.isLocked || !host.isEmpty || !host.imageSize}
        @input=${(event) => event.stopPropagation()}
        @change=${(event) => {
          event.stopPropagation();
          host.isNothing = event.target.checked;
          host.changed();
        }}
      />
      Nothing to label
    </label>`;
  }

  #renderKeys() {
    return html`<details class="keys">
      <summary>Keys</summary>
      <dl>
        ${[...KEYS, ...this.#tool.keys].map(
          ([keys, meaning]) => html`<dt>${keys}</dt><dd>${meaning}</dd>`,
        )}
      </dl>
    </details>`;
  }
}

function isOnStage(event) {
  return event.composedPath().some((node) => {
    return node instanceof Element && (node.localName === 'a2i-stage' || node.matches('.drawn'));
  });
}
