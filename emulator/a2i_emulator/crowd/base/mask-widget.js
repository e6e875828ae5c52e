/** What the two tools that paint an image have in common. */
import {html, nothing} from '../vendor/lit.js';
import {JsonWidget} from './json-widget.js';

const DATA_URL = /^data:image\/png;base64,/i;

/** A tool whose answer has a `labeledImage`: a PNG as large as the image, one colour a label. */
export class MaskWidget extends JsonWidget {
  #blankOf;
  #blankImage;

  /** @returns {Record<string, unknown>} the size of the image, and the one that was given. */
  get maskProperties() {
    return {...this.imageProperties, labeledImage: {pngImageData: this.#pngImageData}};
  }

  get #mask() {
    const {src} = this.initialValue ?? {};
    return typeof src === 'string' ? src : '';
  }

  /** The mask of the initial value where it came with the page, else one with nothing on it. */
  get #pngImageData() {
    const given = DATA_URL.test(this.#mask) ? this.#mask : this.#blank;
    return given.replace(DATA_URL, '');
  }

  /** Made once for each image: a large one takes a good part of a second. */
  get #blank() {
    if (this.#blankOf !== this.imageSize || this.#blankImage === undefined) {
      this.#blankOf = this.imageSize;
      this.#blankImage = blankImage(this.imageSize);
    }
    return this.#blankImage;
  }

  renderMaterial() {
    return html`${super.renderMaterial()}
    ${this.#mask
      ? html`<p class="hint">The initial annotation:</p>
          <img class="given" src=${this.#mask} alt="The initial annotation" />`
      : nothing}`;
  }
}

/** @returns {string} a PNG with nothing on it; '' where the size is more than a canvas can have. */
function blankImage(size) {
  const canvas = document.createElement('canvas');
  canvas.width = size?.width ?? 1;
  canvas.height = size?.height ?? 1;
  const url = canvas.toDataURL('image/png');
  return DATA_URL.test(url) ? url : '';
}
