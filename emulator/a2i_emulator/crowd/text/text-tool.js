/** What the tools that work on texts have in common: an answer with a history, and ways into it. */
import {css, html} from '../vendor/lit.js';
import {buttonStyles} from '../base/button.css.js';
import {attributes, state, text} from '../base/element.js';
import {glyph} from '../base/glyphs.js';
import {JsonToggle, jsonToggleStyles} from '../base/json-toggle.js';
import {CrowdWidget} from '../base/widget.js';
import {History} from './history.js';

/**
 * A subclass makes the first answer in `presetAnswer()`, of the attributes that `sources` lists,
 * says in `wrongIn(value)` what of an edit does not fit, and puts `renderTravel()`, `renderStatus()` and
 * `renderJson()` where they belong. Each change by the worker is a `step` to a new value: answers
 * are never changed in place. What scripts and drafts bring is shown as far as it can be.
 *
 * `value` and `_submittableValue` are the answer, the same object until it changes: scripts may add
 * to it, and set it. Until the worker or a script has changed something the preset follows the
 * attributes, whenever they come.
 */
export class TextTool extends CrowdWidget {
  static properties = attributes({text, status: state, isRefusal: state});

  #history = new History(undefined);
  #madeOf = [];
  #isTouched = false;
  #json = new JsonToggle(this, {
    read: () => this.value,
    write: (value, continues) => this.#write(value, continues),
  });

  constructor() {
    super();
    this.status = '';
    this.isRefusal = false;
    this.addEventListener('keydown', (event) => this.#onKey(event));
  }

  /** @returns {object} the answer before anything has changed; override. */
  presetAnswer() {
    return {};
  }

  /** @returns {unknown[]} what the preset is made of; override. */
  get sources() {
    return [];
  }

  /** @param {unknown} _value @returns {string} what does not fit, and where; '' if all does; override. */
  wrongIn(_value) {
    return '';
  }

  get value() {
    const {sources} = this;
    const isAsBefore = sources.length === this.#madeOf.length && sources.every((one, at) => one === this.#madeOf[at]);
    if (!this.#isTouched && !(isAsBefore && this.#history.value)) {
      this.#madeOf = sources;
      this.#history = new History(this.presetAnswer());
    }
    return this.#history.value;
  }

  set value(value) {
    if (value === undefined || value === null) this.#forget();
    else this.step(value);
  }

  get _submittableValue() {
    return this.value;
  }

  set _submittableValue(value) {
    this.value = value;
  }

  answerValue() {
    return this.value;
  }

  problem() {
    return this.#json.problem;
  }

  /** @returns {boolean} whether the JSON has a problem, which then has the focus. */
  focusJson() {
    return this.#json.focus();
  }

  reset() {
    super.reset();
    this.#forget();
    this.#json.close();
  }

  marks() {
    return this.#json.mark;
  }

  restoreAnswer(value, mark) {
    if (value !== null && typeof value === 'object') {
      this.#isTouched = true;
      this.#history = new History(value);
    }
    this.#json.restore(mark);
    this.requestUpdate();
  }

  #forget() {
    this.#isTouched = false;
    this.#madeOf = [];
    this.#history = new History(undefined);
    this.requestUpdate();
  }

  /**
   * Makes a new answer, without telling the page.
   * @param {object} value
   * @param {boolean} [replaces] whether one undo takes back the step before, too.
   */
  step(value, replaces) {
    const {value: former} = this;
    this.#isTouched = true;
    if (value !== former) this.#history.step(value, replaces);
    this.requestUpdate();
  }

  /** Makes a new answer by the worker's hand; for the parameters see `step`. */
  change(value, replaces) {
    this.step(value, replaces);
    this.changed();
  }

  #write(value, continues) {
    const wrong = this.wrongIn(value);
    if (!wrong) this.change(value, continues);
    return wrong;
  }

  #travel(way) {
    if (this.isLocked || !this.#history[way]()) return;
    this.say(way === 'undo' ? 'Undone.' : 'Done again.');
    this.changed();
    this.requestUpdate();
  }

  #onKey(event) {
    if (event.defaultPrevented || event.altKey || !(event.ctrlKey || event.metaKey)) return;
    // In a text field they are the field's own, in a region of the template they are not ours.
    const [target] = event.composedPath();
    if (target.matches('input, textarea') || this.contains(target)) return;
    const key = event.key.toLowerCase();
    if (key !== 'z' && key !== 'y') return;
    event.preventDefault();
    this.#travel(key === 'y' || event.shiftKey ? 'redo' : 'undo');
  }

  /** @param {string} sentence told below the header, and by screen readers. @param {boolean} [isRefusal] */
  say(sentence, isRefusal = false) {
    this.status = sentence;
    this.isRefusal = isRefusal;
  }

  /** @returns {unknown} a template of what was said last. */
  renderStatus() {
    return html`<p class="status ${this.isRefusal ? 'refusal' : ''}" role="status">${this.status}</p>`;
  }

  /** @returns {unknown} a template of two buttons. */
  renderTravel() {
    // The preset must be there before its history can be asked.
    const {value: _value} = this;
    const {canUndo, canRedo} = this.#history;
    const button = (way, name, isPossible) => html`<button
      class="button normal"
      type="button"
      ?disabled=${this.isLocked || !isPossible}
      @click=${() => this.#travel(way)}
    >
      ${glyph(way, 16)} ${name}
    </button>`;
    return html`<div class="travel">
      ${button('undo', 'Undo', canUndo)} ${button('redo', 'Redo', canRedo)}
    </div>`;
  }

  /** @returns {unknown} a template of the answer as JSON, for who asks for it. */
  renderJson() {
    return this.#json.render();
  }

  static styles = [
    super.styles,
    buttonStyles,
    jsonToggleStyles,
    css`
      .annotation-area {
        container: task / inline-size;
      }
      .status {
        min-height: 1.5em;
        margin: 0 0 6px;
        color: var(--crowd-text-muted);
        font-size: 0.875rem;
        overflow-wrap: anywhere;
      }
      .status.refusal {
        color: var(--crowd-danger);
      }
      .travel {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
      }
      .travel .button {
        padding-inline: 10px;
      }
      .hint {
        margin: 12px 0 0;
        color: var(--crowd-text-muted);
        font-size: 0.875rem;
      }
    `,
  ];
}
