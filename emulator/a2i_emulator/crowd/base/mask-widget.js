/** What the two tools that paint masks have in common. */
import {html, nothing} from '../vendor/lit.js';
import {DrawingWidget} from './drawing-widget.js';
import {safeHref} from './element.js';
import {anything, record, text} from './shape.js';

const PNG_HEAD = 33;

/**
 * A tool whose answer has a `labeledImage`: a PNG as large as the image, one colour a label. A
 * subclass overrides `described`, `wantedOf` and `shape`. The mask itself is the part's
 * (`mask/annotation.js`); before it is there, `value` is what is to become of it.
 */
export class MaskWidget extends DrawingWidget {
  static part = 'mask/main.js';
  static demand = 'Paint something';

  /** Whether answers to a task with `initial-value` say if the worker changed it. */
  static tellsChanges = false;

  /** Whether a label can be there more than once. */
  static hasInstances = false;

  /** What checks an answer that is written as JSON. @type {import('./shape.js').Shape} */
  static shape = record({labeledImage: record({pngImageData: text})}, {inputImageProperties: anything});

  /** An answer that is waiting for the tool. */
  #pending;

  makeTool({masks}) {
    return new masks.MaskTool(this);
  }

  /**
   * @param {import('../mask/entries.js').Entry[]} _used
   * @returns {Record<string, unknown>} what the answer says of them; override.
   */
  described(_used) {
    return {};
  }

  /**
   * @param {any} _value an answer, or an initial value; untrusted.
   * @returns {import('../mask/entries.js').Wanted[]} what can be painted then; override.
   */
  wantedOf(_value) {
    return [];
  }

  get #annotation() {
    return this.tool?.annotation;
  }

  get #isReady() {
    return this.#annotation?.isReady === true && this.#pending === undefined;
  }

  get isEmpty() {
    return this.#annotation?.isEmpty ?? true;
  }

  /** The answer as an object; setting it replaces what is painted. */
  get value() {
    if (this.#isReady) return this.#annotation.value;
    const empty = {...this.described([]), labeledImage: {pngImageData: ''}};
    return this.#pending ?? {...empty, ...this.imageProperties};
  }

  set value(value) {
    const isAnswer = value !== null && typeof value === 'object' && !Array.isArray(value);
    this.#pending = isAnswer ? value : undefined;
    if (this.imageSize && this.tool) this.#begin();
  }

  get _submittableValue() {
    return this.value;
  }

  answerValue() {
    if (this.json.problem) return undefined;
    if (!this.#isReady) return this.#pending;
    if (!this.constructor.tellsChanges || this.initialValue === undefined) return this.value;
    return {...this.value, initialValueModified: this.#annotation.isModified};
  }

  problem() {
    if (this.json.problem) return this.json.problem;
    if (!this.imageSize) return 'The image is not there: nobody can say what it shows.';
    if (this.#annotation?.phase === 'failed') return 'Choose how to begin: the mask is not there.';
    return this.#isReady ? super.problem() : 'The mask is still loading.';
  }

  reset() {
    super.reset();
    this.value = undefined;
  }

  restoreAnswer(value, marks) {
    super.restoreAnswer(value, marks);
    if (value === null || typeof value !== 'object') return;
    const {initialValueModified: _told, ...written} = value;
    this.value = written;
  }

  takeJson(value, continues) {
    const problem = this.constructor.shape(value, '') || this.#sizeProblem(value);
    if (problem || !this.#annotation?.mask) return problem;
    this.tool.giveUp();
    this.#annotation.write(value, continues).then(
      () => this.changed(),
      () => this.tool.easel.say('The image of this JSON cannot be read.'),
    );
    return '';
  }

  #sizeProblem({labeledImage}) {
    const {width, height} = this.imageSize ?? {};
    const size = pngSize(labeledImage.pngImageData);
    if (size?.width === width && size?.height === height) return '';
    return `labeledImage.pngImageData must be a PNG of ${width} by ${height} pixels in Base64.`;
  }

  willUpdate(changes) {
    super.willUpdate(changes);
    if (!this.tool || !this.imageSize) return;
    if (changes.has('imageSize') || changes.has('initialValue')) this.#begin();
    else if (changes.has('labels')) this.#annotation.relabel();
  }

  async #begin() {
    await this.tool.begin();
    const pending = this.#pending;
    if (pending === undefined || this.#annotation.phase === 'loading') return;
    try {
      await this.#annotation.take(pending);
    } catch {
      this.tool.easel.say('The mask of the draft cannot be read.');
    }
    if (this.#pending === pending) this.#pending = undefined;
    this.requestUpdate();
  }

  updated(changes) {
    super.updated?.(changes);
    this.tool?.updated();
  }

  focus() {
    const choice = this.renderRoot.querySelector('.no-mask button');
    if (choice && !this.json.problem) choice.focus();
    else super.focus();
  }

  renderTask() {
    return html`<div role="status">${this.#renderGiven()}</div>
      ${super.renderTask()}`;
  }

  #renderGiven() {
    const annotation = this.#annotation;
    if (annotation?.phase === 'loading') return html`<p class="hint">The mask is loading …</p>`;
    if (annotation?.phase === 'failed') return this.#renderNoMask(annotation);
    const told = annotation ? oddities(annotation.given) : [];
    return told.length > 0 ? html`<p class="hint">${told.join(' ')}</p>` : nothing;
  }

  #renderNoMask(annotation) {
    const url = safeHref(this.initialValue?.src);
    return html`<div class="no-mask">
      <p><strong>The mask that this task begins with is not there.</strong> ${WHY[annotation.failure](hostOf(url))}</p>
      <div class="ways">
        <button type="button" @click=${() => this.#begin()}>Try again</button>
        <label class="file"
          >Choose its file
          <input type="file" accept="image/*" @input=${stop} @change=${this.#onFile} />
        </label>
        <button type="button" @click=${this.#beginWithout}>Begin without it</button>
        ${url ? html`<a class="link" href=${url} target="_blank" rel="noopener">Open the mask</a>` : nothing}
      </div>
    </div>`;
  }

  #onFile = async (event) => {
    event.stopPropagation();
    const [file] = event.target.files;
    if (file) await this.#annotation.beginWith(file);
  };

  #beginWithout = () => {
    this.#annotation.beginWithout();
    this.changed();
  };
}

/** For each way to fail what the worker can tell the requester. */
const WHY = {
  missing: () => 'Its file is missing, its link has expired, or its server cannot be reached.',
  forbidden: (host) =>
    `${host} shows it, but lets no page read it: its bucket needs a CORS rule with ` +
    '"AllowedOrigins": ["*"] and "AllowedMethods": ["GET"]. ' +
    'You can open it, save it, and choose the file here.',
  broken: () => 'What its link leads to is no image that can be read.',
};

function oddities({strange, isStretched}) {
  const told = [];
  if (isStretched) told.push('The given mask has another size than the image, and was stretched.');
  if (strange > 0) {
    told.push(
      `${strange.toLocaleString('en')} pixels of the given mask have no label's colour: ` +
        'they got the label of the nearest one, or none.',
    );
  }
  return told;
}

function hostOf(url) {
  return url ? new URL(url, document.baseURI).host : '';
}

function stop(event) {
  event.stopPropagation();
}

/** @param {string} data in Base64 @returns {{width, height} | undefined} what its head says. */
function pngSize(data) {
  try {
    const head = Uint8Array.from(atob(data.slice(0, Math.ceil(PNG_HEAD / 3) * 4)), (letter) =>
      letter.charCodeAt(0),
    );
    const view = new DataView(head.buffer);
    const isPng = view.getUint32(0) === 0x89504e47 && view.getUint32(12) === 0x49484452;
    return isPng ? {width: view.getUint32(16), height: view.getUint32(20)} : undefined;
  } catch {
    return undefined;
  }
}
