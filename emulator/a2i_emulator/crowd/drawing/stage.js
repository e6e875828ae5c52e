/** The stage: an image to draw on, and where in it the pointer is. */
import {html, nothing} from '../vendor/lit.js';
import {attributes, flag, state} from '../base/element.js';
import {ImageViewer} from '../base/image-viewer.js';
import {stageStyles} from './stage.css.js';

/** @typedef {{x: number, y: number}} Point in pixels of the image, fractions of them included. */

/**
 * @typedef {object} Pen what hears of the pointer; all of it is optional. The event tells which
 *   modifiers are held, and whether a mouse, a pen or a finger drew; it is a KeyboardEvent where
 *   the keys moved the cross hairs.
 * @property {(point: Point, event: Event) => void} hover moved with nothing pressed.
 * @property {(point: Point, event: Event) => void} press
 * @property {(point: Point, event: PointerEvent) => void} drag moved while pressed.
 * @property {(point: Point, event: Event) => void} release
 * @property {(point: Point, event: MouseEvent) => void} pressTwice after the second release.
 * @property {() => void} cancel what began with `press` shall not have happened.
 * @property {() => void} leave
 * @property {boolean} hasArrows whether the arrows are for what is chosen, not for the cross hairs.
 */

const ARROWS = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]};
const PIXELS_SEEN = 4;

/**
 * `<a2i-stage>`: what is slotted lies over the image and is scaled with it. `.pen` hears of one
 * pointer at a time. Two fingers zoom and move the image, as do the wheel, the middle button, and
 * the space bar with the pointer. With the focus on it the arrows move cross hairs (Shift: ten
 * times as far), and the space bar presses there. Where it is `locked`, the image can be moved, and
 * nothing drawn.
 *
 * Fires what the image viewer fires, and `stage-zoom` when one pixel takes more or less room.
 */
class Stage extends ImageViewer {
  static properties = attributes({locked: flag, guides: flag, cursor: state});

  /** @type {Pen} */
  pen = {};
  #touches = new Map();
  #isDown = false;
  #isSpaceHeld = false;
  #wasMoved = false;

  /** @returns {{width: number, height: number}} of the image. */
  get size() {
    return {width: this.naturalWidth, height: this.naturalHeight};
  }

  updated(changes) {
    super.updated(changes);
    if (changes.has('zoom') || changes.has('fit')) this.dispatchEvent(new Event('stage-zoom'));
  }

  /** @param {Point} point shows the cross hairs there. */
  aim(point) {
    this.cursor = point;
  }

  /** Brings a part into view. @param {{left, top, width, height}} box in pixels of the image. */
  show({left, top, width, height}) {
    const {naturalWidth, naturalHeight} = this;
    const part = new DOMRect(
      left / naturalWidth,
      top / naturalHeight,
      width / naturalWidth,
      height / naturalHeight,
    );
    this.reveal(part);
  }

  grab(event) {
    if (this.phase !== 'loaded' || this.#isOnScrollBar(event)) return;
    if (this.#isToMove(event)) {
      event.preventDefault();
      this.#wasMoved = true;
      this.hold(event);
      return;
    }
    if (this.locked) {
      super.grab(event);
      return;
    }
    if (event.pointerType === 'touch') this.#touches.set(event.pointerId, event);
    if (this.#touches.size > 1) this.#give('cancel');
    else if (event.button === 0) this.#begin(event);
  }

  #begin(event) {
    // The canvas stays the target, for scripts that listen there.
    event.composedPath()[0].setPointerCapture(event.pointerId);
    this.#isDown = true;
    this.pen.press?.(this.pixelAt(event), event);
  }

  #isToMove(event) {
    return event.button === 1 || (event.button === 0 && this.#isSpaceHeld);
  }

  #isOnScrollBar({target, offsetX, offsetY}) {
    const {view} = this;
    return target === view && (offsetX >= view.clientWidth || offsetY >= view.clientHeight);
  }

  move(event) {
    if (this.phase !== 'loaded' || super.move(event)) return true;
    if (this.#touches.size > 1) {
      this.#pinch(event);
      return true;
    }
    const point = this.pixelAt(event);
    if (this.guides && event.pointerType !== 'touch') this.aim(point);
    if (this.#isDown) this.pen.drag?.(point, event);
    else if (!this.locked) this.pen.hover?.(point, event);
    return false;
  }

  drop(event) {
    super.drop(event);
    this.#touches.delete(event.pointerId);
    if (!this.#isDown) return;
    this.#isDown = false;
    this.pen.release?.(this.pixelAt(event), event);
  }

  #give(call) {
    this.#isDown = false;
    this.pen[call]?.();
  }

  /** The pixel between two fingers stays between them. */
  #pinch(event) {
    if (!this.#touches.has(event.pointerId)) return;
    const before = spread([...this.#touches.values()]);
    this.#touches.set(event.pointerId, event);
    const after = spread([...this.#touches.values()]);
    const growth = before.width > 0 ? after.width / before.width : 1;
    this.zoomBy(growth, this.pointOfView(before), this.pointOfView(after));
  }

  #onCancel = (event) => {
    this.#touches.delete(event.pointerId);
    super.drop(event);
    if (this.#isDown) this.#give('cancel');
  };

  #onLeave = () => {
    if (this.#isDown) return;
    this.cursor = undefined;
    this.pen.leave?.();
  };

  #onTwice = (event) => {
    if (!this.locked && this.phase === 'loaded') this.pen.pressTwice?.(this.pixelAt(event), event);
  };

  pressKey(event) {
    if (event.defaultPrevented || this.phase !== 'loaded') return;
    super.pressKey(event);
    if (this.locked || event.defaultPrevented || event.ctrlKey || event.metaKey) return;
    if (event.key === ' ') {
      if (!this.#isSpaceHeld) this.#wasMoved = false;
      this.#isSpaceHeld = true;
    } else if (event.key in ARROWS && !this.pen.hasArrows) {
      this.#moveCursor(ARROWS[event.key], event);
    } else return;
    event.preventDefault();
  }

  #onKeyUp = (event) => {
    if (event.key !== ' ' || !this.#isSpaceHeld) return;
    this.#isSpaceHeld = false;
    if (this.locked || this.#wasMoved || event.defaultPrevented) return;
    const point = this.cursor ?? this.#middleOfView;
    this.aim(point);
    this.pen.press?.(point, event);
    this.pen.release?.(point, event);
  };

  #onBlur = () => {
    this.#isSpaceHeld = false;
  };

  /** One pixel of the image at a time, or of the screen where that is more. */
  #moveCursor([right, down], event) {
    const step = Math.max(Math.round(1 / this.scale), 1) * (event.shiftKey ? 10 : 1);
    const from = this.cursor ?? this.#middleOfView;
    const x = within(Math.round(from.x) + right * step, this.naturalWidth);
    const y = within(Math.round(from.y) + down * step, this.naturalHeight);
    this.aim({x, y});
    this.show({left: x, top: y, width: 0, height: 0});
    this.pen.hover?.({x, y}, event);
  }

  /** @returns {{left, top, width, height}} the part in view, in pixels of the image. */
  get seen() {
    const {scrollLeft, scrollTop, clientWidth, clientHeight} = this.view;
    const {scale, naturalWidth, naturalHeight} = this;
    return {
      left: scrollLeft / scale,
      top: scrollTop / scale,
      width: Math.min(clientWidth / scale, naturalWidth),
      height: Math.min(clientHeight / scale, naturalHeight),
    };
  }

  get #middleOfView() {
    const {left, top, width, height} = this.seen;
    return {x: Math.round(left + width / 2), y: Math.round(top + height / 2)};
  }

  renderOver() {
    return this.guides && this.cursor && !this.locked ? this.#renderGuides() : nothing;
  }

  #renderGuides() {
    const {cursor, scale} = this;
    return html`<div class="guide across" style="transform:translateY(${cursor.y * scale}px)"></div>
      <div class="guide along" style="transform:translateX(${cursor.x * scale}px)"></div>`;
  }

  render() {
    this.toggleAttribute('data-close', this.scale >= PIXELS_SEEN);
    return html`<div
      class="ground"
      @pointercancel=${this.#onCancel}
      @pointerleave=${this.#onLeave}
      @dblclick=${this.#onTwice}
      @keyup=${this.#onKeyUp}
      @focusout=${this.#onBlur}
    >
      ${super.render()}
    </div>`;
  }

  static styles = [super.styles, stageStyles];
}

function within(value, end) {
  return Math.min(Math.max(value, 0), end);
}

/** @returns {{clientX: number, clientY: number, width: number}} the middle of two fingers. */
function spread([one, other]) {
  const [width, height] = [one.clientX - other.clientX, one.clientY - other.clientY];
  return {
    clientX: (one.clientX + other.clientX) / 2,
    clientY: (one.clientY + other.clientY) / 2,
    width: Math.hypot(width, height),
  };
}

customElements.define('a2i-stage', Stage);
