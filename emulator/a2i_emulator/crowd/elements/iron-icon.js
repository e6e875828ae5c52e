/** `<iron-icon icon="check">`: an icon of Polymer's sets, by name or `set:name`, or by URL. */
import {css, html, nothing} from '../vendor/lit.js';
import {CrowdElement, attributes, text} from '../base/element.js';

const SETS = new Set([
  'av', 'communication', 'device', 'editor', 'hardware', 'icons', 'image', 'maps', 'notification',
  'places', 'social',
]);

/** An icon; decorative unless the author labels it. A set is loaded when it is first used. */
class IronIcon extends CrowdElement {
  static properties = attributes({icon: text, src: text});

  #drawn = '';

  constructor() {
    super();
    this.svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    this.svg.setAttribute('viewBox', '0 0 24 24');
    this.svg.setAttribute('aria-hidden', 'true');
  }

  render() {
    const url = this.src || (isUrl(this.icon) ? this.icon : '');
    return html`${url ? html`<img src=${url} alt="" />` : this.icon ? this.svg : nothing}<slot></slot>`;
  }

  async updated() {
    const {icon} = this;
    if (!icon || icon === this.#drawn || isUrl(icon)) return;
    this.#drawn = icon;
    const markup = await markupOf(icon);
    if (this.icon === icon) this.svg.innerHTML = markup;
  }

  static styles = [
    super.styles,
    css`
      :host {
        display: inline-block;
        width: 24px;
        height: 24px;
        vertical-align: middle;
      }
      svg,
      img {
        display: block;
        width: 100%;
        height: 100%;
        fill: currentColor;
        object-fit: contain;
      }
    `,
  ];
}

function isUrl(icon) {
  return /[/.]/.test(icon ?? '');
}

/** @returns {Promise<string>} the vendored markup, '' for a name that no set has. */
async function markupOf(icon) {
  const [set, name] = icon.includes(':') ? icon.split(':', 2) : ['icons', icon];
  if (!SETS.has(set)) return '';
  const file = `vendor/iron-icons/${set}.js`;
  const {default: icons} = await globalThis.crowdHtmlElements.importFile(file);
  return Object.hasOwn(icons, name) ? icons[name] : '';
}

customElements.define('iron-icon', IronIcon);
