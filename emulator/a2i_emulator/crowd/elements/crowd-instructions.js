/** `<crowd-instructions>`: a link or button that opens instructions on three tabbed pages. */
import {css, html, nothing} from '../vendor/lit.js';
import {DialogOpener} from '../base/dialog-opener.js';
import {state} from '../base/element.js';
import {glyph} from '../base/glyphs.js';
import {tabList, tabListStyles} from '../base/tab-list.js';

const PAGES = [
  {title: 'Summary', regions: ['short-summary']},
  {title: 'Detailed Instructions', regions: ['detailed-instructions']},
  {title: 'Examples', regions: ['positive-example', 'negative-example']},
];
const REGIONS = PAGES.flatMap(({regions}) => regions);

/** Instructions; pages without content are left out. */
class CrowdInstructions extends DialogOpener {
  static defaultLinkText = 'Click for instructions';
  static properties = {selected: state};

  #observer = new MutationObserver(() => this.#assignRegions());

  constructor() {
    super();
    this.selected = 0;
  }

  connectedCallback() {
    super.connectedCallback();
    this.#assignRegions();
    this.#observer.observe(this, {childList: true});
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#observer.disconnect();
  }

  get dialogTitle() {
    return 'Instructions';
  }

  #assignRegions() {
    for (const child of this.children) {
      if (REGIONS.includes(child.localName)) child.slot = child.localName;
    }
    this.requestUpdate();
  }

  /** The pages and regions that have content. */
  get #pages() {
    const present = new Set([...this.children].map((child) => child.localName));
    const filled = PAGES.map(({title, regions}) => ({
      title,
      regions: regions.filter((region) => present.has(region)),
    }));
    return filled.filter(({regions}) => regions.length > 0);
  }

  #select = (index) => {
    this.selected = index;
  };

  dialogBody() {
    const pages = this.#pages;
    const selected = Math.min(this.selected, pages.length - 1);
    const titles = pages.map(({title}) => title);
    const panels = pages.map(
      ({title, regions}, index) => html`<div
        class="panel"
        role="tabpanel"
        aria-label=${title}
        ?hidden=${index !== selected}
      >
        ${regions.map(renderRegion)}
      </div>`,
    );
    return html`${tabList({titles, selected, onSelect: this.#select})} ${panels}`;
  }

  render() {
    return html`${super.render()}<slot></slot>`;
  }

  static styles = [
    super.styles,
    tabListStyles,
    css`
      .panel {
        padding-top: 16px;
      }
      .panel[hidden] {
        display: none;
      }
      .example {
        display: flex;
        align-items: center;
        gap: 8px;
        margin: 0 0 8px;
        font-size: 1rem;
      }
      .good {
        color: var(--crowd-success);
      }
      .bad {
        margin-top: 16px;
        color: var(--crowd-danger);
      }
    `,
  ];
}

function renderRegion(region) {
  return html`${HEADINGS[region] ?? nothing}<slot name=${region}></slot>`;
}

const HEADINGS = {
  'positive-example': html`<h3 class="example good">${glyph('success')} Good examples</h3>`,
  'negative-example': html`<h3 class="example bad">${glyph('error')} Bad examples</h3>`,
};

customElements.define('crowd-instructions', CrowdInstructions);
