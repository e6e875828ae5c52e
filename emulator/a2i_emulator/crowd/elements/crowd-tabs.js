/** `<crowd-tabs>`: pages, of which one is visible. */
import {css, html} from '../vendor/lit.js';
import {CrowdElement, state} from '../base/element.js';
import {tabList, tabListStyles} from '../base/tab-list.js';
import './crowd-tab.js';

/** Shows one of its crowd-tab children. */
class CrowdTabs extends CrowdElement {
  static properties = {selected: state};

  #observer = new MutationObserver(() => this.requestUpdate());

  constructor() {
    super();
    this.selected = 0;
    this.addEventListener('crowd-tab-changed', (event) => this.#onTabChanged(event));
    this.addEventListener('crowd-reveal', (event) => this.#reveal(event.target));
  }

  connectedCallback() {
    super.connectedCallback();
    this.#observer.observe(this, {childList: true});
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#observer.disconnect();
  }

  /** @returns {HTMLElement[]} the pages. */
  get tabs() {
    return [...this.children].filter((child) => child.localName === 'crowd-tab');
  }

  #onTabChanged(event) {
    event.stopPropagation();
    this.requestUpdate();
  }

  /** Turns to the page on which an element is that the worker must see. */
  #reveal(element) {
    const index = this.tabs.findIndex((tab) => tab.contains(element));
    if (index < 0) return;
    this.selected = index;
    this.#showSelected();
  }

  #showSelected() {
    const {tabs} = this;
    const shown = Math.min(this.selected, tabs.length - 1);
    for (const [index, tab] of tabs.entries()) tab.hidden = index !== shown;
  }

  updated() {
    this.#showSelected();
  }

  render() {
    const titles = this.tabs.map((tab, index) => tab.header || `Tab ${index + 1}`);
    const selected = Math.min(this.selected, titles.length - 1);
    const onSelect = (index) => {
      this.selected = index;
    };
    return html`${tabList({titles, selected, onSelect})}<slot></slot>`;
  }

  static styles = [super.styles, tabListStyles, css`:host { display: block; }`];
}

customElements.define('crowd-tabs', CrowdTabs);
