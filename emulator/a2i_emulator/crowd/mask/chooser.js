/** What is painted with: the labels, or the instances of each, with how much they cover. */
import {html, nothing} from '../vendor/lit.js';
import {renderSwatch} from '../base/overlay.js';
import {entriesOf} from './entries.js';
import {picture} from './icons.js';
import {MOST} from './mask.js';

/** @typedef {import('./entries.js').Entry} Entry */

export class Chooser {
  #tool;
  #number;
  /** Numbers that are not shown. */
  #hidden = new Set();
  #before;

  /** @param {import('./tool.js').MaskTool} tool */
  constructor(tool) {
    this.#tool = tool;
  }

  get #host() {
    return this.#tool.host;
  }

  get #annotation() {
    return this.#tool.annotation;
  }

  get #hasInstances() {
    return this.#host.constructor.hasInstances;
  }

  /** @returns {Entry | undefined} what is painted with; none if the label has no instance yet. */
  get entry() {
    const {label} = this.#tool.easel.palette;
    const own = this.#annotation.entries.filter((entry) => entry.label === label);
    return own.find(({number}) => number === this.#number) ?? own.at(-1);
  }

  /** @returns {string | undefined} the colour that the next instance gets. */
  get nextColour() {
    const {entries} = this.#annotation;
    return entries.length < MOST ? entriesOf([{label: ''}], entries).at(-1).colour : undefined;
  }

  /** @returns {readonly Entry[]} as they were before the step that has begun. */
  get entriesBefore() {
    return this.#before ?? this.#annotation.entries;
  }

  /** Begins a step. @returns {boolean} whether there is something to paint with. */
  begin() {
    this.#before = this.#annotation.entries;
    if (this.#tool.easel.palette.label === undefined) return false;
    const entry = this.entry ?? this.#append();
    if (entry) this.#hidden.delete(entry.number);
    return entry !== undefined;
  }

  /** The step has ended. */
  settle() {
    this.#before = undefined;
  }

  /** Another label: the last of its instances. */
  onLabel() {
    this.#number = undefined;
  }

  /** Begins another instance of the label. */
  add() {
    if (!this.#annotation.isReady || this.#tool.easel.palette.label === undefined) return;
    this.#tool.giveUp();
    const before = this.#annotation.entries;
    const entry = this.#append();
    if (!entry) return;
    this.#annotation.commit(`${this.nameOf(entry)} added`, {before});
    this.#tool.easel.say(`${this.nameOf(entry)} added.`);
    this.#host.requestUpdate();
  }

  #append() {
    const {entries} = this.#annotation;
    if (entries.length >= MOST) {
      this.#tool.easel.say(`An image can have ${MOST} instances, no more.`);
      return undefined;
    }
    const grown = entriesOf([{label: this.#tool.easel.palette.label}], entries);
    this.#annotation.replaceEntries(grown);
    this.#number = grown.at(-1).number;
    return grown.at(-1);
  }

  /** @param {Entry} entry */
  choose(entry) {
    this.#tool.easel.palette.choose(entry.label);
    this.#number = entry.number;
    this.#host.requestUpdate();
  }

  /** @param {Entry} entry takes away what is painted with it; an instance goes, too. */
  remove(entry) {
    if (!this.#annotation.isReady) return;
    this.#tool.giveUp();
    const name = this.nameOf(entry);
    const annotation = this.#annotation;
    const before = annotation.entries;
    annotation.mask.recolour(entry.number, 0);
    if (this.#hasInstances) annotation.replaceEntries(before.filter((one) => one !== entry));
    if (annotation.commit(`${name} removed`, {before})) this.#host.changed();
    this.#tool.easel.say(`${name} removed.`);
    this.#tool.refresh();
    this.#host.requestUpdate();
  }

  /** @param {Entry} entry @returns {string} an instance has its place among those of its label. */
  nameOf(entry) {
    if (!this.#hasInstances) return entry.label;
    const own = this.#annotation.entries.filter(({label}) => label === entry.label);
    return `${entry.label} ${own.indexOf(entry) + 1}`;
  }

  /** @param {Entry} entry @returns {boolean} */
  isHidden({number}) {
    return this.#hidden.has(number);
  }

  /** Hides everything, or shows it again. */
  toggleAll() {
    const {entries} = this.#annotation;
    const isShown = entries.some((entry) => !this.isHidden(entry));
    this.#hidden = new Set(isShown ? entries.map(({number}) => number) : []);
    this.#tool.easel.say(isShown ? 'What is painted is hidden.' : 'What is painted is shown.');
    this.#host.requestUpdate();
  }

  #toggle({number}) {
    if (!this.#hidden.delete(number)) this.#hidden.add(number);
    this.#host.requestUpdate();
  }

  /** @returns {unknown} a template. */
  render() {
    const {entries} = this.#annotation;
    return html`<section class="drawn" aria-label="Painted">
      <div class="head">
        <h3>Painted</h3>
        ${this.#hasInstances ? this.#renderAdd() : nothing}
      </div>
      ${entries.length === 0
        ? html`<p class="hint">Nothing yet.</p>`
        : html`<ul class="entries">
            ${this.#inOrder(entries).map((entry) => this.#renderEntry(entry))}
          </ul>`}
    </section>`;
  }

  /** Instances stand together with those of their label. */
  #inOrder(entries) {
    const names = this.#host.labelNames;
    const place = ({label}) => (names.includes(label) ? names.indexOf(label) : names.length);
    return entries.toSorted((one, two) => place(one) - place(two));
  }

  #renderAdd() {
    const {label} = this.#tool.easel.palette;
    const isOff = this.#host.isLocked || label === undefined;
    return html`<button
      class="button normal small"
      type="button"
      aria-keyshortcuts="N"
      ?disabled=${isOff}
      @click=${() => this.add()}
    >
      ${picture('add', 16)} Add instance${label === undefined ? nothing : html`<span class="visually-hidden"> of ${label}</span>`}
    </button>`;
  }

  #renderEntry(entry) {
    const isChosen = entry === this.entry;
    const name = this.nameOf(entry);
    const isKnown = this.#host.labelNames.includes(entry.label);
    return html`<li class=${isChosen ? 'chosen' : ''}>
      <button
        class="entry"
        type="button"
        aria-pressed=${isChosen ? 'true' : 'false'}
        ?disabled=${this.#host.isLocked || !isKnown}
        @click=${() => this.choose(entry)}
      >
        ${renderSwatch(entry.colour)} <span class="name" dir="auto">${name}</span>
        <span class="share">${this.#shareOf(entry)}</span>
      </button>
      ${this.#renderEye(entry, name)} ${this.#renderRemove(entry, name)}
    </li>`;
  }

  #shareOf({number}) {
    const {counts, width, height} = this.#annotation.mask;
    const share = (counts[number] / (width * height)) * 100;
    if (share === 0) return '–';
    return share < 0.1 ? '< 0.1 %' : `${share.toFixed(1)} %`;
  }

  #renderEye(entry, name) {
    const isHidden = this.isHidden(entry);
    return html`<button
      class="tool small"
      type="button"
      aria-label="Show ${name}"
      title=${isHidden ? `Show ${name}` : `Hide ${name}`}
      aria-pressed=${isHidden ? 'false' : 'true'}
      @click=${() => this.#toggle(entry)}
    >
      ${picture(isHidden ? 'hidden' : 'shown', 18)}
    </button>`;
  }

  #renderRemove(entry, name) {
    const isPainted = this.#annotation.mask.counts[entry.number] > 0;
    const isOff = this.#host.isLocked || !(isPainted || this.#hasInstances);
    return html`<button
      class="tool small"
      type="button"
      aria-label="Remove ${name}"
      title="Remove ${name}"
      aria-disabled=${isOff ? 'true' : 'false'}
      @click=${() => isOff || this.remove(entry)}
    >
      ${picture('remove', 18)}
    </button>`;
  }
}
