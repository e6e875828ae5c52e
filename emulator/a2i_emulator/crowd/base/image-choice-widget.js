/** What the image classifiers have in common: the image, and the worker's comment. */
import {css, html, nothing} from '../vendor/lit.js';
import {ChoiceWidget} from './choice-widget.js';
import {attributes, state, text} from './element.js';
import {overlayStyles} from './overlay.js';
import {WorkerComment, workerCommentStyles} from './worker-comment.js';
import './image-viewer.js';

/** A choice beside an image. */
export class ImageChoiceWidget extends ChoiceWidget {
  static properties = attributes({src: text, imageSize: state});
  static regions = [...super.regions, 'worker-comment'];

  #comment = new WorkerComment(this);

  /**
   * @param {Record<string, unknown>} answer
   * @returns {Record<string, unknown>} with the worker's comment, if there is one.
   */
  withComment(answer) {
    const workerComment = this.#comment.value.trim();
    return workerComment ? {...answer, workerComment} : answer;
  }

  reset() {
    super.reset();
    this.#comment.restore('');
  }

  /** @returns {string | undefined} the comment, while there is no answer to go with. */
  marks() {
    return this.answerValue() === undefined ? this.#comment.value || undefined : undefined;
  }

  /** @param {any} value @param {unknown} marks */
  restoreAnswer(value, marks) {
    this.#comment.restore(value?.workerComment ?? marks);
  }

  /**
   * @param {{width: number, height: number}} _size of the image, in its own pixels.
   * @returns {unknown} what is drawn over the image.
   */
  renderOver(_size) {
    return nothing;
  }

  /** @returns {unknown} what stands below the image. */
  renderBelow() {
    return nothing;
  }

  #onLoad = ({target}) => {
    this.imageSize = {width: target.naturalWidth, height: target.naturalHeight};
  };

  renderContent() {
    return html`<a2i-image-viewer
        src=${this.src ?? ''}
        alt="The image to classify"
        @image-load=${this.#onLoad}
        >${this.imageSize ? this.renderOver(this.imageSize) : nothing}</a2i-image-viewer
      >
      ${this.renderBelow()} ${this.renderTarget()}`;
  }

  renderExtra() {
    return this.#comment.render();
  }

  static styles = [
    super.styles,
    workerCommentStyles,
    overlayStyles,
    css`
      @container task (max-width: 600px) {
        a2i-image-viewer {
          --viewer-height: clamp(220px, 44vh, 480px);
        }
      }
    `,
  ];
}
