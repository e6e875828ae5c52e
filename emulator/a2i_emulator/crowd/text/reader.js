/** A text that is read, selected and walked through, by pointer, touch or keyboard, never changed. */
import {html} from '../vendor/lit.js';
import {CodePoints} from './code-points.js';
import {Passage} from './passage.js';
import {select, selectionAround} from './selection.js';

/**
 * A reactive controller. The text is an editable one whose edits are all refused: so the browser
 * gives a caret, Shift and arrows, words by double click, handles on touch and the directions of
 * all scripts, and screen readers read it as a read-only text field. `inputmode="none"` keeps the
 * keyboard of a telephone away.
 */
export class Reader {
  /** Where the selection is; kept when it goes elsewhere. @type {import('./code-points.js').Place} */
  place = {start: 0, end: 0};
  #host;
  #listener;
  #root = null;
  /** @type {Passage} */
  #passage;
  #points = new CodePoints('');
  #isShown = false;
  #isDown = false;
  /** Where the selection was when the pointer went down. */
  #before = this.place;

  /**
   * @param {import('lit').LitElement} host
   * @param {object} listener
   * @param {() => void} listener.selected after each move of the caret, and each selection.
   * @param {() => void} listener.taken when a mouse or pen has selected something.
   * @param {(key: unknown) => void} listener.removed when the button of a mark is pressed.
   * @param {(key: unknown) => void} listener.chosen when the name of a mark is pressed.
   * @param {(event: KeyboardEvent) => void} listener.pressed for each key.
   */
  constructor(host, listener) {
    this.#host = host;
    this.#listener = listener;
    host.addController(this);
  }

  hostConnected() {
    document.addEventListener('selectionchange', this.#onSelection);
    window.addEventListener('pointerup', this.#onUp);
  }

  hostDisconnected() {
    document.removeEventListener('selectionchange', this.#onSelection);
    window.removeEventListener('pointerup', this.#onUp);
  }

  /** @returns {CodePoints} of the text. */
  get points() {
    return this.#points;
  }

  /** @param {string} source another text. */
  set source(source) {
    if (source === this.#points.source) return;
    this.#points = new CodePoints(source);
    this.#isShown = false;
    this.place = {start: 0, end: 0};
  }

  /**
   * Draws the text and what is marked in it, once the host has rendered.
   * @param {import('./passage.js').Mark[]} marks
   * @param {unknown} look see `Passage.mark`.
   */
  draw(marks, look) {
    const root = this.#host.renderRoot.querySelector('.passage');
    if (root !== this.#root) this.#passage = new Passage(root);
    if (root !== this.#root || !this.#isShown) this.#passage.show(this.#points.source);
    this.#root = root;
    this.#isShown = true;
    this.#passage.mark(marks, look);
  }

  /** Shows which mark the caret is in. @param {unknown} key undefined for none. */
  point(key) {
    this.#passage?.point(key);
  }

  /** @returns {boolean} whether the text has the focus. */
  get hasFocus() {
    return this.#root !== null && this.#root.getRootNode().activeElement === this.#root;
  }

  focus() {
    this.#root?.focus();
  }

  /** Selects a place, in code points; where the text has no focus, only the tool knows of it. */
  select(start, end) {
    this.place = {start, end};
    if (!this.hasFocus) return;
    select(this.#boundary(start), this.#boundary(end));
  }

  /** Brings a place into view. */
  reveal(place) {
    const [node] = this.#boundary(place);
    node.parentElement?.scrollIntoView({block: 'nearest'});
  }

  #boundary(place) {
    return this.#passage.boundaryAt(this.#points.unitAt(place));
  }

  /** Reads the selection, if it is in the text. */
  refresh() {
    const found = this.#root && selectionAround(this.#root);
    const from = found && this.#passage.unitAt(found.start);
    const to = found && this.#passage.unitAt(found.end);
    if (from === null || to === null) return false;
    this.place = this.#points.placeOf(from, to);
    return true;
  }

  #onSelection = () => {
    if (this.refresh()) this.#listener.selected();
  };

  #onDown = (event) => {
    this.#isDown = event.pointerType !== 'touch';
    this.#before = this.place;
  };

  #onUp = () => {
    if (!this.#isDown) return;
    this.#isDown = false;
    if (this.refresh() && this.place.end > this.place.start) this.#listener.taken();
  };

  #onClick = (event) => {
    const {target, pointerType} = event;
    if (target.matches('.remove')) this.#listener.removed(this.#passage.keyOf(target));
    else if (target.matches('.tag')) this.#listener.chosen(this.#passage.keyOf(target));
    else if (pointerType === 'touch' && !target.closest('mark')) this.#onTap();
  };

  /**
   * A tap takes a word, one more in the same line all up to another word; a tap on what is taken
   * lets it go. Telephones select by a long press as well.
   */
  #onTap() {
    if (!this.refresh()) return;
    const {start, end} = this.#before;
    const tapped = this.place.start;
    const isSelected = this.place.end > tapped;
    // Some browsers keep what is selected when it is tapped.
    if (isSelected && tapped === start && this.place.end === end) this.select(start, start);
    if (isSelected || (start < end && start <= tapped && tapped <= end)) return;
    const word = this.#points.wordAt(tapped);
    if (!word) return;
    const [from, to] = [Math.min(start, word.start), Math.max(end, word.end)];
    if (start < end && this.#points.isOneLine(from, to)) this.select(from, to);
    else this.select(word.start, word.end);
  }

  /** What no browser can be kept from, such as half a composed character, is drawn over. */
  #onInput = (event) => {
    event.stopPropagation();
    this.#isShown = false;
    this.#host.requestUpdate();
  };

  /** @param {{label: string, describedBy: string}} names @returns {unknown} a template. */
  render({label, describedBy}) {
    return html`<div
      class="passage"
      role="textbox"
      contenteditable="true"
      inputmode="none"
      aria-multiline="true"
      aria-readonly="true"
      aria-label=${label}
      aria-describedby=${describedBy}
      spellcheck="false"
      autocorrect="off"
      autocapitalize="off"
      data-gramm="false"
      translate="no"
      @beforeinput=${refuse}
      @input=${this.#onInput}
      @compositionend=${this.#onInput}
      @dragstart=${refuse}
      @drop=${refuse}
      @keydown=${this.#listener.pressed}
      @pointerdown=${this.#onDown}
      @click=${this.#onClick}
    ></div>`;
  }
}

function refuse(event) {
  event.preventDefault();
}
