/** `<crowd-textract-analyze-document>`: key-value pairs, compared with the document. */
import {html, nothing, svg} from '../vendor/lit.js';
import {attributes, flag, state, text} from '../base/element.js';
import '../base/image-viewer.js';
import {asList, json} from '../base/json-attribute.js';
import {CrowdWidget} from '../base/widget.js';
import {cardStyles, fieldCard} from '../textract/field-card.js';
import {boundsOf, outlineStyles, renderOutline} from '../textract/outline.js';
import {blocksIn, missingKeys, pairsIn} from '../textract/pairs.js';
import {Review} from '../textract/review.js';
import {textractStyles} from '../textract/textract.css.js';

const KEY_VALUE_SET = 'KEY_VALUE_SET';

/**
 * The worker goes through the pairs of `initial-value`, and through those of `keys` that were not
 * detected. `textract/review.js` tells what each decision looks like in the answer. Outlines
 * cannot be edited, with or without `no-geometry-edit`: answers have no geometry.
 */
class CrowdTextractAnalyzeDocument extends CrowdWidget {
  static properties = attributes({
    src: text,
    initialValue: json,
    keys: json,
    blockTypes: json,
    noKeyEdit: flag,
    noGeometryEdit: flag,
    active: state,
    hasTried: state,
  });

  /** One for each pair, then one for each key that was not detected. @type {Review[]} */
  #reviews = [];
  #source;
  #keys;

  constructor() {
    super();
    this.active = -1;
    this.hasTried = false;
  }

  get answerName() {
    return 'AWS/Textract/AnalyzeDocument/Forms/V1';
  }

  answerValue() {
    const blocks = this.reviews.flatMap((review) => review.blocks());
    const first = new Map(blocks.toReversed().map((block) => [block.id, block]));
    return {blocks: blocks.filter((block) => first.get(block.id) === block)};
  }

  /** @returns {Review[]} the worker's decisions; made anew when the template's data change. */
  get reviews() {
    if (this.#source === this.initialValue && this.#keys === this.keys) return this.#reviews;
    this.#source = this.initialValue;
    this.#keys = this.keys;
    const pairs = this.#showsPairs ? pairsIn(blocksIn(this.initialValue)) : [];
    const missing = this.#showsPairs ? missingKeys(this.keys, pairs) : [];
    this.#reviews = [
      ...pairs.map((pair) => new Review(pair, pair.keyText)),
      ...missing.map((key) => new Review(null, key)),
    ];
    return this.#reviews;
  }

  get #showsPairs() {
    const {blockTypes} = this;
    return !Array.isArray(blockTypes) || blockTypes.includes(KEY_VALUE_SET);
  }

  problem() {
    const open = this.reviews.filter((review) => review.problem() !== '').length;
    if (open === 0) return '';
    return open === 1 ? 'One field is not complete.' : `${open} fields are not complete.`;
  }

  showProblem(sentence) {
    super.showProblem(sentence);
    this.hasTried = sentence !== '';
  }

  focus() {
    const open = this.reviews.findIndex((review) => review.problem() !== '');
    this.#focusCard(Math.max(open, 0));
  }

  reset() {
    super.reset();
    this.hasTried = false;
    for (const review of this.reviews) review.reset();
    this.requestUpdate();
  }

  /** @returns {string[] | undefined} the keys that are not in the document, as the worker found. */
  marks() {
    const lost = this.reviews.filter(({isDetected, isRejected}) => !isDetected && isRejected);
    return lost.length > 0 ? lost.map(({presetKey}) => presetKey) : undefined;
  }

  restoreAnswer(value, marks) {
    const former = pairsIn(blocksIn(value?.blocks));
    for (const review of this.reviews) review.restore(former, asList(marks));
    this.requestUpdate();
  }

  #change = (index, change) => {
    Object.assign(this.reviews[index], change);
    if (change.isBlank) this.reviews[index].valueText = '';
    this.active = index;
    this.changed();
    this.requestUpdate();
  };

  /** Highlights the pair of the card that has the focus, and brings it into view. */
  #activate = (event) => {
    const card = event.target.closest('.card');
    if (!card) return;
    this.active = Number(card.dataset.index);
    const {pair} = this.reviews[this.active];
    const bounds = pair && boundsOf(pair);
    if (bounds) this.renderRoot.querySelector('a2i-image-viewer').reveal(bounds);
  };

  #onHover = (event) => {
    const found = event.target.closest('[data-index]');
    if (found) this.active = Number(found.dataset.index);
  };

  #onOutline = (event) => {
    const found = event.target.closest('[data-index]');
    if (found) this.#focusCard(Number(found.dataset.index));
  };

  #focusCard(index) {
    const card = this.renderRoot.querySelector(`.card[data-index="${index}"]`);
    card?.scrollIntoView({block: 'nearest'});
    const entry = card?.querySelector('.value-text:enabled') ?? card?.querySelector('input:enabled');
    entry?.focus();
  }

  /** Enter goes to the next field, as in a spreadsheet. */
  #onKey = (event) => {
    if (event.key !== 'Enter' || event.target.localName !== 'textarea' || event.isComposing) return;
    event.preventDefault();
    const step = event.shiftKey ? -1 : 1;
    const {index} = event.target.closest('.card').dataset;
    this.#focusCard(Number(index) + step);
  };

  renderTask() {
    return html`<div class="task">
      <div class="document">
        <a2i-image-viewer src=${this.src ?? ''} alt="The document">
          ${this.#renderOutlines()}
        </a2i-image-viewer>
      </div>
      <div class="side">
        <h3 id="fields">Fields <span class="count">${this.reviews.length}</span></h3>
        ${this.reviews.length > 0 ? this.#renderCards() : html`<p>There are no pairs to review.</p>`}
      </div>
    </div>`;
  }

  #renderOutlines() {
    const groups = this.reviews.map(({pair, isRejected}, index) =>
      pair
        ? svg`<g data-index=${index}
            class=${`${index === this.active ? 'active' : ''} ${isRejected ? 'rejected' : ''}`}
            >${renderOutline(pair)}</g>`
        : nothing,
    );
    return html`<svg
      class="outlines"
      viewBox="0 0 1 1"
      preserveAspectRatio="none"
      aria-hidden="true"
      @click=${this.#onOutline}
      @pointerover=${this.#onHover}
    >
      ${groups}
    </svg>`;
  }

  #renderCards() {
    const cards = this.reviews.map((review, index) =>
      fieldCard({
        review,
        index,
        isActive: index === this.active,
        canEditKey: !this.noKeyEdit,
        isDisabled: Boolean(this.disabled),
        problem: this.hasTried ? review.problem() : '',
        onChange: this.#change,
      }),
    );
    return html`<ol
      class="cards"
      aria-labelledby="fields"
      @focusin=${this.#activate}
      @pointerover=${this.#onHover}
      @keydown=${this.#onKey}
    >
      ${cards}
    </ol>`;
  }

  static styles = [super.styles, outlineStyles, cardStyles, textractStyles];
}

customElements.define('crowd-textract-analyze-document', CrowdTextractAnalyzeDocument);
