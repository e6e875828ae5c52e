/** What has a part in the answer: the protocol between crowd-form and the elements. */
import {html, nothing} from '../vendor/lit.js';
import {CrowdElement, attributes, flag, state, text} from './element.js';

/**
 * @typedef {{name: string, value: unknown}} ValuePart one key of the answer
 * @typedef {{name: string, option: string, checked: boolean}} ChoicePart one option under a key
 * @typedef {ValuePart | ChoicePart} AnswerPart
 */

/** An element that contributes to the answer; see `element.js`, points 4 and 5. */
export class Participant extends CrowdElement {
  static properties = attributes({
    name: text,
    disabled: flag,
    required: flag,
    shownProblem: state,
    isFormClosed: state,
  });

  constructor() {
    super();
    this.shownProblem = '';
    this.isFormClosed = false;
  }

  /** @returns {boolean} whether the worker may only look: disabled, or the answer is on its way. */
  get isLocked() {
    return Boolean(this.disabled) || this.isFormClosed;
  }

  /** @returns {string} the key in the answer; '' contributes nothing. */
  get answerName() {
    return this.name ?? '';
  }

  /** @returns {unknown} what stands under the key; undefined, null or '' for nothing. */
  answerValue() {
    return undefined;
  }

  /** @returns {AnswerPart[]} what the element contributes. */
  answerParts() {
    const value = this.answerValue();
    const isEmpty = value === undefined || value === null || value === '';
    return isEmpty || !this.answerName ? [] : [{name: this.answerName, value}];
  }

  /** @returns {string} why the answer cannot be submitted, for the worker; '' if it can. */
  problem() {
    return '';
  }

  /** @returns {string} what to call the element in a list of problems. */
  get caption() {
    return this.name ?? '';
  }

  /** @param {string} sentence shown beside the element until the worker changes something. */
  showProblem(sentence) {
    this.shownProblem = sentence;
  }

  /** Takes note of a change by the worker: the message goes, `input` and `change` fire. */
  changed() {
    if (this.shownProblem) this.shownProblem = this.problem();
    this.emitChange();
  }

  /** Goes back to the preset. */
  reset() {
    this.shownProblem = '';
  }

  /** @returns {unknown} what the worker has entered though the answer does not tell, as JSON. */
  marks() {
    return undefined;
  }

  /**
   * @param {unknown} _value what `answerValue()` once returned, untrusted; undefined for nothing.
   * @param {unknown} _marks what `marks()` returned then, untrusted.
   */
  restoreAnswer(_value, _marks) {}

  /** Takes back that there was no answer, for what has one from the start. */
  empty() {}

  /** @returns {unknown} the message to the worker, as a live region with the id `problem`. */
  renderProblem() {
    const message = this.shownProblem;
    return html`<div id="problem" aria-live="polite">
      ${message ? html`<p class="problem">${message}</p>` : nothing}
    </div>`;
  }
}
