/** What lies over the image: the mask, the brush's ring, and the outline that is begun. */
import {html, svg} from '../vendor/lit.js';
import {Screen} from './screen.js';

/**
 * @typedef {object} Aids in pixels of the image.
 * @property {{x: number, y: number}[]} points the outline's corners.
 * @property {{x: number, y: number}} [cursor] where the pointer is.
 * @property {number} ring the brush's radius; 0: no ring.
 */

export class Layers {
  #host;
  #screen;

  /** @param {import('./mask-widget.js').MaskWidget} host */
  constructor(host) {
    this.#host = host;
  }

  /** @returns {unknown} a template. */
  render({width, height}, opacity) {
    const aids = svg`<path class="under"></path><path></path>
      <circle class="under"></circle><circle></circle>`;
    return html`<canvas class="layer mask" style="opacity:${opacity}" aria-hidden="true"></canvas>
      <svg class="layer aids" viewBox="0 0 ${width} ${height}" aria-hidden="true">${aids}</svg>`;
  }

  /**
   * @param {import('./mask.js').Mask} mask
   * @param {(number[] | undefined)[]} colours see `Screen.show`.
   */
  show(mask, colours) {
    const canvas = this.#host.renderRoot.querySelector('canvas.mask');
    if (!canvas) return;
    if (this.#screen?.canvas !== canvas || this.#screen.mask !== mask) {
      this.#screen = new Screen(canvas, mask);
    }
    this.#screen.show(colours);
  }

  refresh() {
    this.#screen?.refresh();
  }

  /** @param {Aids} aids */
  drawAids({points, cursor, ring}) {
    const aids = this.#host.renderRoot.querySelector('.aids');
    if (!aids) return;
    const end = cursor && points.length > 0 ? [cursor] : [];
    const path = [...points, ...end].map(({x, y}) => `${x} ${y}`).join('L');
    for (const line of aids.querySelectorAll('path')) line.setAttribute('d', path && `M${path}`);
    for (const circle of aids.querySelectorAll('circle')) {
      circle.setAttribute('cx', cursor?.x ?? 0);
      circle.setAttribute('cy', cursor?.y ?? 0);
      circle.setAttribute('r', ring);
    }
  }
}
