/** `<crowd-radio-group>`: of its crowd-radio-buttons one at most is checked. */
import {css, html} from '../vendor/lit.js';
import {CrowdElement, attributes, flag} from '../base/element.js';
import {CrowdRadioButton} from './crowd-radio-button.js';

const STEPS = {ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1};

/** Keeps its buttons exclusive and moves between them with the arrow keys. */
class CrowdRadioGroup extends CrowdElement {
  static properties = attributes({disabled: flag});

  #observer = new MutationObserver(() => this.#placeTabStop());

  constructor() {
    super();
    this.addEventListener('crowd-radio-checked', (event) => this.#onChecked(event));
    this.addEventListener('keydown', (event) => this.#onKey(event));
  }

  connectedCallback() {
    super.connectedCallback();
    this.role ??= 'radiogroup';
    const watched = {childList: true, subtree: true, attributeFilter: ['checked', 'disabled']};
    this.#observer.observe(this, watched);
    this.#keepOne(this.buttons.findLast((button) => button.checked));
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#observer.disconnect();
  }

  /** @returns {CrowdRadioButton[]} the group's own buttons, as far as they are upgraded. */
  get buttons() {
    const all = [...this.querySelectorAll('crowd-radio-button')];
    const ours = all.filter((button) => button.closest('crowd-radio-group') === this);
    return ours.filter((button) => button instanceof CrowdRadioButton);
  }

  #onChecked(event) {
    event.stopPropagation();
    this.#keepOne(event.target);
  }

  #keepOne(kept) {
    for (const button of this.buttons) if (button !== kept) button.checked = false;
    this.#placeTabStop();
  }

  #onKey(event) {
    const step = STEPS[event.key];
    if (!step || event.target.localName !== 'crowd-radio-button') return;
    event.preventDefault();
    event.stopPropagation();
    const enabled = this.buttons.filter((button) => !button.isDisabled);
    const next = enabled.at((enabled.indexOf(event.target) + step) % enabled.length);
    next?.focus();
    next?.choose();
  }

  /** One button of the group takes the Tab key: the checked one, else the first. */
  #placeTabStop() {
    const enabled = this.buttons.filter((button) => !button.disabled);
    const stop = enabled.find((button) => button.checked) ?? enabled[0];
    for (const button of this.buttons) button.isTabStop = button === stop;
  }

  render() {
    return html`<slot></slot>`;
  }

  static styles = [super.styles, css`:host { display: block; }`];
}

customElements.define('crowd-radio-group', CrowdRadioGroup);
