/** The base of the task widgets: a header, instructions on the left, the task on the right. */
import {css, html, nothing} from '../vendor/lit.js';
import {closeDialog, dialog, dialogStyles, openDialog} from './dialog.js';
import {attributes, state, text} from './element.js';
import {glyph} from './glyphs.js';
import {Participant} from './participant.js';

/** A task widget; see `element.js`, point 6. */
export class CrowdWidget extends Participant {
  static properties = attributes({header: text, regionChanges: state});

  /** The region tags that the widget shows, each in a slot of the same name. */
  static regions = ['short-instructions', 'full-instructions'];

  #observer = new MutationObserver(() => this.#assignRegions());

  constructor() {
    super();
    this.regionChanges = 0;
  }

  connectedCallback() {
    super.connectedCallback();
    this.#assignRegions();
    this.#observer.observe(this, {childList: true});
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#observer.disconnect();
    closeDialog(this);
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
            ${this.header ? html`<h2 class="header">${this.header}</h2>` : nothing}
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
    return html`
      <aside class="awsui-app-layout__navigation" aria-labelledby="instructions-title">
        <h2 id="instructions-title">${title}</h2>
        ${this.region('full-instructions') ? this.#instructionsLink() : nothing}
        <slot name="short-instructions"></slot>
      </aside>
    `;
  }

  #instructionsLink() {
    return html`<button class="link full" type="button" @click=${() => openDialog(this)}>
      View full instructions ${glyph('external', 16)}
    </button>`;
  }

  #instructionsDialog() {
    const title = this.region('full-instructions').getAttribute('header') || 'Instructions';
    return dialog({title, body: html`<slot name="full-instructions"></slot>`});
  }

  static styles = [
    super.styles,
    dialogStyles,
    css`
      :host {
        display: block;
        container-type: inline-size;
        color: var(--crowd-text);
      }
      .layout {
        display: flex;
        align-items: flex-start;
        gap: 24px;
      }
      .awsui-app-layout__navigation {
        position: sticky;
        top: 0;
        flex: none;
        width: 280px;
        max-width: 100%;
        max-height: 100vh;
        padding: 16px;
        overflow: auto;
        border: 1px solid var(--crowd-line);
        border-radius: var(--crowd-radius);
        background: var(--crowd-surface-sunken);
        overflow-wrap: anywhere;
      }
      .awsui-app-layout__navigation h2 {
        margin: 0 0 8px;
        font-size: 1rem;
      }
      .full {
        display: inline-flex;
        align-items: center;
        gap: 4px;
        margin-bottom: 8px;
      }
      .annotation-area {
        flex: 1;
        min-width: 0;
      }
      .header {
        margin: 0 0 16px;
        font-size: 1.25rem;
        line-height: 1.4;
        overflow-wrap: anywhere;
      }
      .problem {
        margin: 0 0 12px;
      }
      @container (max-width: 760px) {
        .layout {
          flex-direction: column;
        }
        .awsui-app-layout__navigation {
          position: static;
          width: 100%;
          max-height: none;
        }
        .annotation-area {
          width: 100%;
        }
      }
    `,
  ];
}
