/** An image that can be zoomed and moved, in a space that does not change when it has loaded. */
import {html, nothing} from '../vendor/lit.js';
import {CrowdElement, attributes, state, text} from './element.js';
import {glyph} from './glyphs.js';
import {viewerStyles} from './image-viewer.css.js';

const STEP = 1.25;
const LARGEST = 8;
const FAILED =
  'It may be missing, its link may have expired, or browsers may not show images of its format.';

/**
 * `<a2i-image-viewer src alt>`; what its children draw is laid over the image and scaled with it.
 * Fires `image-load` once `naturalWidth` and `naturalHeight` are known, `image-error` when there
 * is nothing to show. Ctrl and the wheel zoom, as do the keys + and -; dragging moves the image.
 */
export class ImageViewer extends CrowdElement {
  static properties = attributes({src: text, alt: text, phase: state, zoom: state, fit: state});

  naturalWidth = 0;
  naturalHeight = 0;
  #sizes = new ResizeObserver(() => this.#measure());
  #hold;

  constructor() {
    super();
    this.fit = 1;
    this.phase = 'loading';
  }

  connectedCallback() {
    super.connectedCallback();
    // Elsewhere on the page there may be more room, or less.
    if (this.hasUpdated) this.requestUpdate();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#sizes.disconnect();
  }

  willUpdate(changes) {
    if (!changes.has('src')) return;
    this.phase = this.src ? 'loading' : 'failed';
    this.zoom = undefined;
  }

  updated() {
    this.#sizes.observe(this.view);
  }

  /** How many screen pixels one pixel of the image takes. @returns {number} */
  get scale() {
    return this.zoom ?? this.fit;
  }

  /** The part of the image that is seen: it scrolls. @returns {HTMLElement} */
  get view() {
    return this.renderRoot.querySelector('.stage');
  }

  /** Brings a part of the image into view. @param {DOMRect} part in shares of the image. */
  reveal(part) {
    const stage = this.view;
    const {width, height} = this.#size;
    const isIn = (start, end, from, space) => start >= from && end <= from + space;
    const {left, right, top, bottom} = part;
    if (!isIn(left * width, right * width, stage.scrollLeft, stage.clientWidth)) {
      stage.scrollLeft = ((left + right) / 2) * width - stage.clientWidth / 2;
    }
    if (!isIn(top * height, bottom * height, stage.scrollTop, stage.clientHeight)) {
      stage.scrollTop = ((top + bottom) / 2) * height - stage.clientHeight / 2;
    }
  }

  get #size() {
    return {width: this.naturalWidth * this.scale, height: this.naturalHeight * this.scale};
  }

  #measure() {
    if (this.phase !== 'loaded') return;
    const {clientWidth, clientHeight} = this;
    const shares = [clientWidth / this.naturalWidth, clientHeight / this.naturalHeight, 1];
    this.fit = Math.max(Math.min(...shares), 0.01);
  }

  #onLoad = ({target}) => {
    this.naturalWidth = target.naturalWidth || 600;
    this.naturalHeight = target.naturalHeight || 400;
    this.phase = 'loaded';
    this.#measure();
    this.dispatchEvent(new Event('image-load'));
  };

  #onError = () => {
    this.phase = 'failed';
    this.dispatchEvent(new Event('image-error'));
  };

  #retry = () => {
    const {src} = this;
    this.src = undefined;
    this.updateComplete.then(() => {
      this.src = src;
    });
  };

  /**
   * Zooms around a point of the view, which is its middle unless the pointer tells another.
   * @param {number} factor
   * @param {{x: number, y: number}} [from] from the view's corner, in pixels of its layout.
   * @param {{x: number, y: number}} [to] where what was there is to be, as far as the image reaches.
   */
  zoomBy(factor, from = this.#middle, to = from) {
    if (this.phase !== 'loaded') return;
    const before = this.scale;
    const after = Math.min(Math.max(before * factor, this.fit), LARGEST);
    const {x, y} = this.#corner;
    this.zoom = after <= this.fit ? undefined : after;
    // At once, so that the next step of a gesture starts from what is seen.
    this.performUpdate();
    const growth = this.scale / before;
    const corner = this.#corner;
    this.view.scrollLeft += corner.x + (from.x - x) * growth - to.x;
    this.view.scrollTop += corner.y + (from.y - y) * growth - to.y;
  }

  /** Where in the view the image begins: in the middle of it where it is smaller. */
  get #corner() {
    const {scrollLeft, scrollTop, clientWidth, clientHeight} = this.view;
    const {width, height} = this.#size;
    return {
      x: Math.max((clientWidth - width) / 2, 0) - scrollLeft,
      y: Math.max((clientHeight - height) / 2, 0) - scrollTop,
    };
  }

  get #middle() {
    return {x: this.view.clientWidth / 2, y: this.view.clientHeight / 2};
  }

  /**
   * @param {MouseEvent} event
   * @returns {{x: number, y: number}} the pixel of the image where it happened, fractions included,
   *   whatever zoom, pixel ratio or transform is in between; it may lie outside the image.
   */
  pixelAt({clientX, clientY}) {
    const matrix = this.renderRoot.querySelector('.ruler').getScreenCTM().inverse();
    const {x, y} = new DOMPoint(clientX, clientY).matrixTransform(matrix);
    return {x, y};
  }

  /** @param {MouseEvent} event @returns {{x: number, y: number}} as `zoomBy` takes it. */
  pointOfView(event) {
    const [pixel, corner] = [this.pixelAt(event), this.#corner];
    return {x: corner.x + pixel.x * this.scale, y: corner.y + pixel.y * this.scale};
  }

  #onWheel = (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    this.zoomBy(event.deltaY < 0 ? STEP : 1 / STEP, this.pointOfView(event));
  };

  /** @param {KeyboardEvent} event */
  pressKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === '+' || event.key === '=') this.zoomBy(STEP);
    else if (event.key === '-') this.zoomBy(1 / STEP);
    else return;
    event.preventDefault();
  }

  /** @param {PointerEvent} event begins to move the image. */
  grab(event) {
    if (event.button !== 0 || event.pointerType !== 'mouse' || this.zoom === undefined) return;
    this.hold(event);
  }

  /** @param {PointerEvent} event from here the image follows the pointer. */
  hold(event) {
    const {x, y} = this.pointOfView(event);
    this.#hold = {x: x + this.view.scrollLeft, y: y + this.view.scrollTop};
  }

  /** @param {PointerEvent} event @returns {boolean} whether the image is being moved. */
  move(event) {
    if (!this.#hold || event.buttons === 0) return false;
    this.view.setPointerCapture(event.pointerId);
    const {x, y} = this.pointOfView(event);
    this.view.scrollLeft = this.#hold.x - x;
    this.view.scrollTop = this.#hold.y - y;
    return true;
  }

  /** @param {PointerEvent} _event */
  drop(_event) {
    this.#hold = undefined;
  }

  render() {
    const isLoaded = this.phase === 'loaded';
    const {width, height} = this.#size;
    return html`
      <div
        class="stage ${this.phase} ${this.zoom === undefined ? '' : 'zoomed'}"
        tabindex="0"
        role="region"
        aria-label=${this.alt || 'Image'}
        aria-busy=${this.phase === 'loading' ? 'true' : 'false'}
        @wheel=${this.#onWheel}
        @keydown=${(event) => this.pressKey(event)}
        @pointerdown=${(event) => this.grab(event)}
        @pointermove=${(event) => this.move(event)}
        @pointerup=${(event) => this.drop(event)}
      >
        <div class="box" style=${isLoaded ? `width:${width}px;height:${height}px` : nothing}>
          ${this.src ? this.#renderImage() : nothing}
          <div class="over" ?hidden=${!isLoaded}>
            <slot></slot>${this.#renderRuler()}${this.renderOver()}
          </div>
        </div>
      </div>
      <div role="status" class=${this.phase === 'failed' ? 'failure' : ''}>
        ${this.phase === 'failed' ? this.#renderFailure() : nothing}
      </div>
      ${isLoaded ? this.#renderTools() : nothing}
    `;
  }

  /** @returns {unknown} what a subclass lays over the image. */
  renderOver() {
    return nothing;
  }

  #renderRuler() {
    return html`<svg
      class="ruler"
      viewBox="0 0 ${this.naturalWidth} ${this.naturalHeight}"
      preserveAspectRatio="none"
      aria-hidden="true"
    ></svg>`;
  }

  #renderImage() {
    return html`<img
      src=${this.src}
      alt=${this.alt || 'Image'}
      draggable="false"
      @load=${this.#onLoad}
      @error=${this.#onError}
    />`;
  }

  #renderFailure() {
    const retry = html`<button class="retry" type="button" @click=${this.#retry}>Try again</button>`;
    return html`${glyph('image', 40)}
      <strong>${this.src ? 'The image could not be loaded' : 'This task names no image'}</strong>
      <span>${this.src ? FAILED : 'The attribute src of the template is empty.'}</span>
      ${this.src ? retry : nothing}`;
  }

  #renderTools() {
    const {zoom, scale, fit} = this;
    return html`<div class="tools" role="group" aria-label="Zoom">
      ${tool('Zoom out', 'minus', zoom === undefined, () => this.zoomBy(1 / STEP))}
      <output aria-live="off">${Math.round(scale * 100)}%</output>
      ${tool('Zoom in', 'plus', scale >= LARGEST, () => this.zoomBy(STEP))}
      ${tool('Fit the image', 'fit', zoom === undefined, () => this.zoomBy(fit / scale))}
    </div>`;
  }

  static styles = [super.styles, viewerStyles];
}

function tool(label, picture, isOff, onClick) {
  return html`<button
    type="button"
    aria-label=${label}
    title=${label}
    aria-disabled=${isOff ? 'true' : 'false'}
    @click=${onClick}
  >
    ${glyph(picture, 18)}
  </button>`;
}

customElements.define('a2i-image-viewer', ImageViewer);
