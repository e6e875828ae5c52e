/** `<crowd-form>`: the form around a custom task. */
import {html, nothing} from '../vendor/lit.js';
import {actOnForm} from '../base/activation.js';
import {CrowdElement, attributes, state} from '../base/element.js';
import {glyph} from '../base/glyphs.js';
import {collectAnswer, collectMarks} from '../form/answer.js';
import {closeInputs} from '../form/inputs.js';
import {isFramed, onParentMessage, tellParent} from '../form/messages.js';
import {resetInputs, restoreDraft} from '../form/restore.js';
import {checkInputs, focusProblem, unsolved} from '../form/validation.js';
import {loadParts} from '../parts.js';
import {formStyles} from './crowd-form.css.js';
import './crowd-button.js';

const DRAFT_DELAY = 400;
/** Milliseconds that collecting a draft may take where each change is told at once. */
const CHEAP = 8;
const CONFIRMATION_TIME = 20_000;
/** At `pagehide` the page around a frame may be gone already, and hear nothing any more. */
const LEAVING = ['blur', 'beforeunload', 'pagehide'];
const SUBMIT_BUTTON = 'crowd-button[form-action="submit"]';

/**
 * Collects, checks and hands over the answer.
 *
 * `onsubmit` (property, attribute or listener) may prevent the submission or fill inputs before
 * it; `submit()` fires it too, unlike a native form's.
 */
class CrowdForm extends CrowdElement {
  static properties = attributes({
    owner: state,
    phase: state,
    notice: state,
    problems: state,
    needsButton: state,
  });

  /** The real form inside; what scripts append to it is collected. @type {HTMLFormElement} */
  form = document.createElement('form');
  #isFiring = false;
  #insists = false;
  #timer;
  #draftTimer;
  #draftCost = 0;
  #stopListening;
  #observer = new MutationObserver(() => this.#lookForButton());

  constructor() {
    super();
    this.phase = 'open';
    this.notice = '';
    this.problems = [];
    this.needsButton = false;
    this.form.noValidate = true;
    this.form.append(document.createElement('slot'));
    this.form.addEventListener('submit', (event) => this.#onPlainSubmit(event));
    this.addEventListener('submit', (event) => this.#awaitPlainSubmit(event), {capture: true});
    this.addEventListener('click', (event) => this.#onPlainButton(event));
    this.addEventListener('change', () => this.#onChange());
    this.addEventListener('input', () => this.#onChange());
  }

  connectedCallback() {
    super.connectedCallback();
    this.#stopListening = onParentMessage((message) => this.#onMessage(message));
    for (const moment of LEAVING) window.addEventListener(moment, this.#sendDraft);
    document.addEventListener('visibilitychange', this.#sendDraft);
    const watched = {childList: true, subtree: true, attributeFilter: ['form-action']};
    this.#observer.observe(this, watched);
    this.#observer.observe(this.form, watched);
    this.#lookForButton();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#stopListening();
    this.#observer.disconnect();
    for (const moment of LEAVING) window.removeEventListener(moment, this.#sendDraft);
    document.removeEventListener('visibilitychange', this.#sendDraft);
    clearTimeout(this.#timer);
    this.#forgetDraft();
  }

  /** What happens to a widget around the form does not pass through the form. */
  firstUpdated() {
    this.owner?.addEventListener('change', () => this.#onChange());
  }

  /** Tools let nothing be changed while an answer is on its way, and once it is there. */
  updated(changes) {
    if (changes.has('phase')) closeInputs(this.#root, this.phase !== 'open', this.owner);
  }

  /** Checks the inputs, fires `submit` and, unless that is prevented, hands the answer over. */
  submit() {
    if (this.#isFiring) this.#insists = true;
    else if (this.phase === 'open' && this.reportValidity() && this.#fireSubmit()) this.#deliver();
  }

  /** The same as `submit()`, which here fires the event too. */
  requestSubmit() {
    this.submit();
  }

  /** Fires `reset` and, unless that is prevented, gives every input its preset again. */
  reset() {
    if (!this.dispatchEvent(new Event('reset', {bubbles: true, cancelable: true}))) return;
    resetInputs(this.#root, this.owner);
    this.problems = [];
    this.#planDraft();
  }

  /** @returns {boolean} whether every input may be submitted; shows the worker why not. */
  reportValidity() {
    loadParts();
    this.problems = checkInputs(this.#root, this.owner);
    if (this.problems.length > 0) focusProblem(this.problems[0]);
    return this.problems.length === 0;
  }

  /** @returns {Record<string, unknown>} the answerContent as it stands. */
  get answerContent() {
    return collectAnswer(this.#root, this.owner);
  }

  get #marks() {
    return collectMarks(this.#root, this.owner);
  }

  /** @returns {{taskAnswers: string}} the answer as public templates read it. */
  _serializeForm() {
    return {taskAnswers: JSON.stringify([this.answerContent])};
  }

  /** Both trees that hold inputs, in order: the light children, then what `form` was given. */
  get #root() {
    return {children: [...this.children, ...this.form.children].filter(isNoSlotOfOurs, this)};
  }

  #fireSubmit() {
    this.#isFiring = true;
    this.#insists = false;
    try {
      const event = new SubmitEvent('submit', {bubbles: true, cancelable: true});
      return this.dispatchEvent(event) || this.#insists;
    } finally {
      this.#isFiring = false;
    }
  }

  #deliver() {
    this.#forgetDraft();
    const {answerContent} = this;
    this.emit('a2i:submit', {detail: {answerContent}});
    if (!isFramed()) return;
    this.#enter('submitting', '');
    this.#timer = setTimeout(() => this.#unlock(UNCONFIRMED), CONFIRMATION_TIME);
    tellParent({type: 'a2i:submit', answerContent, marks: this.#marks});
  }

  #onMessage({type, message, answerContent, marks}) {
    if (type === 'a2i:restore' && answerContent && this.phase === 'open') {
      restoreDraft(this.#root, {answer: answerContent, marks}, this.owner);
    }
    if (this.phase !== 'submitting') return;
    if (type === 'a2i:submitted') this.#enter('submitted', message || 'Submitted. Thank you.');
    if (type === 'a2i:refused') this.#unlock(message || 'The answer was not accepted.');
  }

  #enter(phase, notice) {
    clearTimeout(this.#timer);
    this.phase = phase;
    this.notice = String(notice);
  }

  #unlock(notice) {
    this.#enter('open', notice);
  }

  /** Browsers let no submit event of a form inside out of ours, so it is met where it starts. */
  #awaitPlainSubmit({target}) {
    if (target === this) return;
    target.addEventListener('submit', (event) => this.#onPlainSubmit(event), {once: true});
  }

  /**
   * A plain form inside must not navigate the page away. Its submit button is this form's; the
   * Enter key in one of its inputs submits nothing.
   */
  #onPlainSubmit(event) {
    const isWanted = event.submitter && !event.defaultPrevented;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (isWanted) this.submit();
  }

  /** A plain submit button with no plain form around it. */
  #onPlainButton(event) {
    const button = event.target.closest?.('button[type="submit"], input[type="submit"]');
    if (button && !button.form) actOnForm(event, 'submit');
  }

  #onChange() {
    if (this.problems.length > 0) this.problems = unsolved(this.problems);
    this.#planDraft();
  }

  #planDraft() {
    this.#forgetDraft();
    if (this.phase !== 'open' || !isFramed()) return;
    this.#draftTimer = setTimeout(() => this.#sendDraft(), DRAFT_DELAY);
    // The page around may be reloaded at once, and nothing that is sent by then would arrive.
    if (this.#draftCost < CHEAP) this.#tellDraft();
  }

  /** Whoever leaves the task for the page around it may be about to leave that, too. */
  #sendDraft = () => {
    if (this.#draftTimer === undefined) return;
    this.#forgetDraft();
    this.#tellDraft();
  };

  #tellDraft() {
    const began = performance.now();
    tellParent({type: 'a2i:draft', answerContent: this.answerContent, marks: this.#marks});
    this.#draftCost = performance.now() - began;
  }

  #forgetDraft() {
    clearTimeout(this.#draftTimer);
    this.#draftTimer = undefined;
  }

  #lookForButton() {
    const found = this.querySelector(SUBMIT_BUTTON) ?? this.form.querySelector(SUBMIT_BUTTON);
    this.needsButton = found === null;
  }

  render() {
    return html`
      ${this.form}
      <div class="foot">
        <div role="alert">${this.#renderAlert()}</div>
        <div role="status">
          ${this.phase === 'submitted' ? renderNotice('success', this.notice) : nothing}
        </div>
        ${this.needsButton ? this.#renderButton() : nothing}
      </div>
    `;
  }

  #renderAlert() {
    if (this.phase === 'open' && this.notice) return renderNotice('error', this.notice);
    if (this.problems.length === 0) return nothing;
    return html`<div class="notice error">
      ${glyph('error')}
      <div>
        <strong>Please complete the task before you submit it.</strong>
        <ul>
          ${this.problems.map(({caption, sentence}) => html`<li>${caption} ${sentence}</li>`)}
        </ul>
      </div>
    </div>`;
  }

  #renderButton() {
    return html`<div class="actions">
      <crowd-button
        class="auto-submit"
        variant="primary"
        ?loading=${this.phase === 'submitting'}
        ?disabled=${this.phase === 'submitted'}
        @click=${() => this.submit()}
        >Submit</crowd-button
      >
    </div>`;
  }

  static styles = [super.styles, formStyles];
}

const UNCONFIRMED = 'The answer was sent, but nobody confirmed that it arrived. Please try again.';

function isNoSlotOfOurs(child) {
  return !(child instanceof HTMLSlotElement && child.parentNode === this.form);
}

function renderNotice(kind, sentence) {
  return html`<div class=${`notice ${kind}`}>
    ${glyph(kind)}
    <div>${sentence}</div>
  </div>`;
}

customElements.define('crowd-form', CrowdForm);
