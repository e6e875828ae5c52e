/** `<crowd-button>`: a button or link; with `form-action` it submits or resets the form. */
import {css, html, nothing} from '../vendor/lit.js';
import {CrowdElement, attributes, flag, safeHref, text} from '../base/element.js';
import {actOnForm, blockClicks} from '../base/activation.js';
import {buttonStyles} from '../base/button.css.js';
import './iron-icon.js';

/** A button. Without `form-action` it does nothing of its own. */
class CrowdButton extends CrowdElement {
  static shadowRootOptions = {mode: 'open', delegatesFocus: true};
  static properties = attributes({
    disabled: flag,
    formAction: text,
    href: text,
    icon: text,
    iconAlign: text,
    iconUrl: text,
    loading: flag,
    target: text,
    variant: {...text, reflect: true},
  });

  constructor() {
    super();
    blockClicks(this, () => this.disabled || this.loading);
    this.addEventListener('click', (event) => actOnForm(event, this.formAction));
  }

  render() {
    const content = html`${this.iconAlign === 'right' ? nothing : this.#renderIcon()}
      <span class="label"><slot></slot></span>
      ${this.iconAlign === 'right' ? this.#renderIcon() : nothing}`;
    return this.href ? this.#renderLink(content) : this.#renderButton(content);
  }

  #renderButton(content) {
    return html`<button
      class="button ${this.#look}"
      type="button"
      ?disabled=${this.disabled && !this.loading}
      aria-disabled=${this.loading ? 'true' : nothing}
      aria-busy=${this.loading ? 'true' : nothing}
      aria-label=${this.getAttribute('aria-label') ?? nothing}
    >
      ${content}
    </button>`;
  }

  #renderLink(content) {
    return html`<a
      class="button ${this.#look}"
      href=${(!this.disabled && safeHref(this.href)) || nothing}
      target=${this.target || nothing}
      rel="noopener"
      aria-disabled=${this.disabled ? 'true' : nothing}
      >${content}</a
    >`;
  }

  get #look() {
    const known = ['primary', 'normal', 'link', 'icon'];
    if (known.includes(this.variant)) return this.variant;
    return this.formAction === 'submit' ? 'primary' : 'normal';
  }

  #renderIcon() {
    if (this.loading) return html`<span class="spinner"></span>`;
    if (this.iconUrl) return html`<img class="icon" src=${this.iconUrl} alt="" />`;
    return this.icon ? html`<iron-icon icon=${this.icon}></iron-icon>` : nothing;
  }

  static styles = [super.styles, buttonStyles, css`:host { display: inline-block; vertical-align: middle; }`];
}

customElements.define('crowd-button', CrowdButton);
