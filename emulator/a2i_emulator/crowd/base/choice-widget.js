/** The base of the widgets that ask for one or several categories. */
import {html, live, nothing} from '../vendor/lit.js';
import {formOf} from './activation.js';
import {choiceStyles} from './choice-widget.css.js';
import {attributes, state} from './element.js';
import {asList, json, jsonOrText} from './json-attribute.js';
import {optionStyles} from './option.css.js';
import {Shortcuts} from './shortcuts.js';
import {CrowdWidget} from './widget.js';

/** @typedef {{name: string, note: string, answer: unknown}} Category what is shown and answered. */

/**
 * Shows the content beside its categories. A subclass says with `isMultiple` how many may be
 * chosen, shows something else by `renderContent()`, and builds its answer from `chosenAnswers`.
 *
 * Digits choose a category and Enter submits, wherever the focus is, unless it is in a text.
 */
export class ChoiceWidget extends CrowdWidget {
  static properties = attributes({
    categories: json,
    exclusionCategory: json,
    initialValue: jsonOrText,
    chosen: state,
    isExcluded: state,
  });
  static regions = [...super.regions, 'classification-target'];
  static isMultiple = false;

  constructor() {
    super();
    this.isExcluded = false;
    new Shortcuts(this, {
      choose: (position) => this.#press(position),
      submit: () => formOf(this)?.submit(),
    });
  }

  /** @returns {Category[]} the categories, each name once: the first one of a name. */
  get options() {
    const seen = new Set();
    const named = asList(this.categories).map(category);
    return named.filter(({name}) => !seen.has(name) && seen.add(name));
  }

  /** @returns {string} the text of the exclusion category; '' if there is none. */
  get exclusionText() {
    const {exclusionCategory} = this;
    if (!exclusionCategory || !this.constructor.isMultiple) return '';
    return String(exclusionCategory.text ?? 'None of the above');
  }

  /** @returns {string[]} the names of what is chosen, in the order of the categories. */
  get chosenNames() {
    const wanted = new Set(this.chosen ?? this.#preset);
    const names = this.options.map(({name}) => name).filter((name) => wanted.has(name));
    return this.constructor.isMultiple ? names : names.slice(0, 1);
  }

  /** @returns {unknown[]} what the answer says for each category that is chosen. */
  get chosenAnswers() {
    const wanted = new Set(this.chosenNames);
    return this.options.filter(({name}) => wanted.has(name)).map(({answer}) => answer);
  }

  get #preset() {
    return names(this.initialValue);
  }

  /** The name of the chosen category, or the list of names where several may be chosen. */
  get value() {
    return this.constructor.isMultiple ? this.chosenNames : this.chosenNames[0];
  }

  set value(value) {
    this.isExcluded = false;
    this.chosen = names(value);
  }

  empty() {
    this.value = [];
  }

  problem() {
    if (this.chosenNames.length > 0 || this.isExcluded || this.options.length === 0) return '';
    return this.constructor.isMultiple ? 'Choose at least one category.' : 'Choose a category.';
  }

  reset() {
    super.reset();
    this.chosen = undefined;
    this.isExcluded = false;
  }

  focus() {
    const picker = this.renderRoot.querySelector('.category-picker-wrapper');
    (picker?.querySelector('input:checked') ?? picker?.querySelector('input'))?.focus();
  }

  #press(position) {
    const inputs = [...this.renderRoot.querySelectorAll('.category-picker-wrapper .control')];
    const control = inputs[position];
    if (!control) return false;
    control.focus();
    control.click();
    return true;
  }

  #choose(name, isChosen) {
    const others = this.constructor.isMultiple ? this.chosenNames.filter((one) => one !== name) : [];
    this.chosen = isChosen ? [...others, name] : others;
    this.changed();
  }

  #toggleExclusion = () => {
    this.isExcluded = !this.isExcluded;
    if (this.isExcluded) this.chosen = [];
    this.changed();
  };

  /** @returns {unknown} the template of what is to be judged. */
  renderContent() {
    return this.renderTarget();
  }

  /** @returns {unknown} the region `classification-target`, framed. */
  renderTarget() {
    const isFilled = this.region('classification-target') !== null;
    return html`<div class="target" ?hidden=${!isFilled}>
      <slot name="classification-target"></slot>
    </div>`;
  }

  /** @returns {unknown} the template of what stands below the categories. */
  renderExtra() {
    return nothing;
  }

  renderTask() {
    const {options} = this;
    const chosen = new Set(this.chosenNames);
    return html`<div class="task">
      <div class="content">${this.renderContent()}</div>
      <div class="side">
        <div
          class="category-picker-wrapper"
          role=${this.constructor.isMultiple ? 'group' : 'radiogroup'}
          aria-label=${this.header || 'Categories'}
          aria-describedby="problem"
        >
          ${options.map((option, at) => this.#renderOption(option, at, chosen.has(option.name)))}
          ${options.length === 0 ? this.#renderEmpty() : nothing}
          ${this.exclusionText ? this.#renderExclusion(options.length) : nothing}
        </div>
        ${this.renderExtra()}
      </div>
    </div>`;
  }

  #renderOption({name, note}, index, isChosen) {
    return html`<label class="option category ${isChosen ? 'chosen' : ''}">
      <input
        class="control"
        type=${this.constructor.isMultiple ? 'checkbox' : 'radio'}
        name="category"
        aria-keyshortcuts=${digit(index) ?? nothing}
        .checked=${live(isChosen)}
        ?disabled=${this.disabled || this.isExcluded}
        @input=${(event) => event.stopPropagation()}
        @change=${(event) => this.#choose(name, event.target.checked)}
      />
      <span class="text" dir="auto"><span>${name}</span>${note ? html`<small>${note}</small>` : nothing}</span>
      ${renderKey(index)}
    </label>`;
  }

  #renderExclusion(index) {
    return html`<button
      class="option category exclusion control ${this.isExcluded ? 'chosen' : ''}"
      type="button"
      aria-pressed=${this.isExcluded ? 'true' : 'false'}
      aria-keyshortcuts=${digit(index) ?? nothing}
      ?disabled=${this.disabled}
      @click=${this.#toggleExclusion}
    >
      <span class="text" dir="auto">${this.exclusionText}</span>
      ${renderKey(index)}
    </button>`;
  }

  #renderEmpty() {
    return html`<p class="empty">
      The attribute <code>categories</code> is missing, or is no list: there is nothing to choose.
    </p>`;
  }

  static styles = [super.styles, optionStyles, choiceStyles];
}

/** @param {unknown} value a name, a list of names, or nothing. @returns {string[]} */
function names(value) {
  return (Array.isArray(value) ? value : [value ?? []].flat()).map(String);
}

/** @param {unknown} item an entry of the attribute: text, or an object with a name. */
function category(item) {
  const isObject = item !== null && typeof item === 'object';
  const name = isObject ? (item.name ?? item.label ?? item.text ?? JSON.stringify(item)) : item;
  return {name: String(name), note: isObject ? String(item.parentName ?? '') : '', answer: item};
}

/** @returns {string | undefined} the key that chooses the option at a position, if one does. */
function digit(index) {
  return index < 10 ? String((index + 1) % 10) : undefined;
}

function renderKey(index) {
  const key = digit(index);
  return key === undefined ? nothing : html`<kbd aria-hidden="true">${key}</kbd>`;
}
