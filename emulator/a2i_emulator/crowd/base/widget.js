/** The base of the task widgets: a header, instructions on the left, the task on the right. */
import {html, nothing} from '../vendor/lit.js';
import {closeDialog, dialog, dialogStyles, openDialog} from './dialog.js';
import {attributes, state, text} from './element.js';
import {glyph} from './glyphs.js';
import {Participant} from './participant.js';
import {widgetStyles} from './widget.css.js';

/** A task widget; see `element.js`, point 6. */
export class CrowdWidget extends Participant {
  static properties = attributes({header: text, regionChanges: state, isPaneClosed: state});

  /** The region tags that the widget shows, each in a slot of the same name. */
  static regions = ['short-instructions', 'full-instructions'];

  #observer = new MutationObserver(() => this.#assignRegions());

  constructor() {
    super();
    this.regionChanges = 0;
    this.isPaneClosed = false;
    this.addEventListener('crowd-reveal', (event) => this.#reveal(event.target));
  }

  connectedCallback() {
    super.connectedCallback();
    this.#takeEarlyValue();
    this.#assignRegions();
    this.#observer.observe(this, {childList: true});
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#observer.disconnect();
    closeDialog(this);
  }

  /** What a script has set before the element was there hides the property of the same name. */
  #takeEarlyValue() {
    if (!Object.hasOwn(this, 'value')) return;
    const {value} = this;
    delete this.value;
    this.value = value;
  }

  #assignRegions() {
    for (const child of this.children) {
      if (this.constructor.regions.includes(child.localName)) child.slot = child.localName;
    }
    this.regionChanges += 1;
  }

  /**
   * @param {string} tag
   * @returns {Element | null} the child that fills a region.
   */
  region(tag) {
    return [...this.children].find((child) => child.localName === tag) ?? null;
  }

  /** Shows the instructions when an input among them needs the worker's attention. */
  #reveal(target) {
    if (this.region('short-instructions')?.contains(target)) this.isPaneClosed = false;
  }

  get caption() {
    return this.header || this.name || '';
  }

  /** @returns {unknown} the answer, under the name that public templates read it by. */
  get _submittableValue() {
    return this.answerValue();
  }

  /** @returns {unknown} the template of the task itself; override. */
  renderTask() {
    return html`<slot name="classification-target"></slot>`;
  }

  render() {
    const hasPane = this.region('short-instructions') || this.region('full-instructions');
    return html`
      <section class="widget" aria-label=${this.header || 'Task'}>
        <div class="layout">
          ${hasPane ? this.#instructionsPane() : nothing}
          <div class="annotation-area">
            ${this.header ? html`<h2 class="header" dir="auto">${this.header}</h2>` : nothing}
            ${this.renderProblem()} ${this.renderTask()}
          </div>
        </div>
        ${this.region('full-instructions') ? this.#instructionsDialog() : nothing}
      </section>
      <slot></slot>
    `;
  }

  #instructionsPane() {
    const title = this.region('short-instructions')?.getAttribute('header') || 'Instructions';
    const isOpen = !this.isPaneClosed;
    return html`
      <aside
        class="awsui-app-layout__navigation ${isOpen ? '' : 'closed'}"
        aria-labelledby="instructions-title"
      >
        <div class="pane-head">
          <h2 id="instructions-title">${title}</h2>
          <button
            class="pane-toggle"
            type="button"
            aria-label=${isOpen ? 'Hide instructions' : 'Show instructions'}
            aria-expanded=${isOpen ? 'true' : 'false'}
            aria-controls="instructions"
            @click=${this.#togglePane}
          >
            ${glyph('chevron')}
          </button>
        </div>
        <div id="instructions" ?hidden=${!isOpen}>
          ${this.region('full-instructions') ? this.#instructionsLink() : nothing}
          <slot name="short-instructions"></slot>
        </div>
      </aside>
    `;
  }

  #togglePane = () => {
    this.isPaneClosed = !this.isPaneClosed;
  };

  #instructionsLink() {
    return html`<button class="link full" type="button" @click=${() => openDialog(this)}>
      View full instructions ${glyph('external', 16)}
    </button>`;
  }

  #instructionsDialog() {
    const title = this.region('full-instructions').getAttribute('header') || 'Instructions';
    return dialog({title, body: html`<slot name="full-instructions"></slot>`});
  }

  static styles = [super.styles, dialogStyles, widgetStyles];
}
