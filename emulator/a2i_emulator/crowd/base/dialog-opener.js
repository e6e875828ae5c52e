/** What crowd-modal and crowd-instructions have in common: a link or button opens a dialog. */
import {css, html} from '../vendor/lit.js';
import {buttonStyles} from './button.css.js';
import {closeDialog, dialog, dialogStyles, openDialog} from './dialog.js';
import {CrowdElement, attributes, text} from './element.js';

/** Opens a dialog with `dialogBody()`. */
export class DialogOpener extends CrowdElement {
  static properties = attributes({linkText: text, linkType: text});

  /** What the link says when the template does not. */
  static defaultLinkText = 'Open';

  constructor() {
    super();
    this.addEventListener('crowd-reveal', () => this.open());
  }

  /** Opens the dialog. */
  open() {
    openDialog(this);
  }

  /** Closes the dialog. */
  close() {
    closeDialog(this);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.close();
  }

  get #label() {
    return this.linkText || this.constructor.defaultLinkText;
  }

  /** @returns {string} the dialog's title. */
  get dialogTitle() {
    return this.#label;
  }

  /** @returns {unknown} the template of the dialog's content; override. */
  dialogBody() {
    return html`<slot></slot>`;
  }

  render() {
    const look = this.linkType === 'button' ? 'button normal' : 'link';
    return html`
      <button class=${look} type="button" aria-haspopup="dialog" @click=${this.open}>
        ${this.#label}
      </button>
      ${dialog({title: this.dialogTitle, body: this.dialogBody()})}
    `;
  }

  static styles = [
    super.styles,
    buttonStyles,
    dialogStyles,
    css`:host { display: inline-block; }`,
  ];
}
