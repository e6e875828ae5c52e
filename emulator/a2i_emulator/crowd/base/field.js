/** The base of single inputs: form-associated, labelled, disabled by fieldsets. */
import {nothing} from '../vendor/lit.js';
import {Participant} from './participant.js';

const INTERACTIVE = 'a, button, input, select, textarea, label, summary, iframe, [tabindex]';

/** One named input. */
export class CrowdField extends Participant {
  static formAssociated = true;
  static shadowRootOptions = {mode: 'open', delegatesFocus: true};

  #internals = this.attachInternals();

  connectedCallback() {
    super.connectedCallback();
    this.renderWhenParsed();
  }

  /** @returns {boolean} whether the field or a fieldset around it is disabled. */
  get isDisabled() {
    return this.disabled || this.matches(':disabled');
  }

  formDisabledCallback() {
    this.requestUpdate();
  }

  /** @returns {string} what the page around the field calls it. */
  get caption() {
    const [label] = this.#internals.labels;
    return (
      this.getAttribute('aria-label') ||
      label?.textContent.trim() ||
      this.placeholder ||
      super.caption
    );
  }

  /** @returns {string | typeof nothing} a name for the inner control where none is visible. */
  get hiddenLabel() {
    return this.caption || nothing;
  }

  /**
   * Tells a click on the field's own text from one on something interactive inside it, which a
   * self-closed tag makes possible.
   * @param {Event} event
   * @returns {boolean}
   */
  isOwnClick(event) {
    const path = event.composedPath();
    const inside = path.slice(0, path.indexOf(this)).filter((node) => this.contains(node));
    return !inside.some((node) => node instanceof Participant || node.matches?.(INTERACTIVE));
  }
}
