/** `<crowd-entity-annotation>`: labelled parts of a text. It brings its own form. */
import {html} from '../vendor/lit.js';
import {attributes, state} from '../base/element.js';
import {asList, json} from '../base/json-attribute.js';
import {optionStyles} from '../base/option.css.js';
import {list, record, text, whole} from '../base/shape.js';
import {Shortcuts} from '../base/shortcuts.js';
import {entityAt, entityOf, isInText, labelled, neighbour} from '../text/entities.js';
import {labelNamed, labelPicker, labelPickerStyles, labelsOf} from '../text/label-picker.js';
import {Reader} from '../text/reader.js';
import {TextTool} from '../text/text-tool.js';
import {entityStyles} from './crowd-entity-annotation.css.js';
import './crowd-form.js';

const MOST_SAID = 60;
const REFUSAL =
  'A part of a labelled text cannot be labelled: select all of it, or remove its label first.';

/**
 * Answers `{entities: [{endOffset, label, startOffset}]}`; offsets count Unicode code points, and
 * the end is the first one after the entity. There is no crowd-form around this element: it has
 * one inside, with its own Submit button, which collects what stands in the element as well.
 *
 * A label is chosen for what is selected, or for what the caret is in; without either it waits for
 * the next selection by mouse. `text/entities.js` tells what may be labelled.
 */
class CrowdEntityAnnotation extends TextTool {
  static properties = attributes({labels: json, initialValue: json, pen: state});

  /** The entity that the caret is in, or that is selected. */
  #current;
  #look = 0;
  #reader = new Reader(this, {
    selected: () => this.#onSelected(),
    taken: () => this.#onTaken(),
    removed: (entity) => this.#remove(entity),
    chosen: (entity) => this.#select(entity),
    pressed: (event) => this.#onPressed(event),
  });

  constructor() {
    super();
    new Shortcuts(this, {choose: (position) => this.#chooseAt(position)});
  }

  connectedCallback() {
    super.connectedCallback();
    // It may have come into a form, or out of one.
    this.requestUpdate();
  }

  get sources() {
    return [this.initialValue];
  }

  presetAnswer() {
    return {entities: structuredClone(asList(this.initialValue))};
  }

  wrongIn(value) {
    const place = whole(0, this.#points.length);
    const parts = record({label: text, startOffset: place, endOffset: place});
    const isEmpty = ({startOffset, endOffset}) => startOffset >= endOffset;
    const entity = (one, path) =>
      parts(one, path) || (isEmpty(one) ? `${path}.endOffset must be greater than startOffset.` : '');
    return record({entities: list(entity)})(value, '');
  }

  focus() {
    if (!this.focusJson()) this.#reader.focus();
  }

  get #points() {
    this.#reader.source = this.text ?? '';
    return this.#reader.points;
  }

  /** The entities that can be shown. */
  get #entities() {
    const {length} = this.#points;
    return asList(this.value?.entities).filter((entity) => isInText(entity, length));
  }

  get #labels() {
    return labelsOf(this.labels);
  }

  /** What a label would be given to: words, without the white space around them. */
  get #chosenPlace() {
    if (!this.#current) return this.#points.trimmed(this.#reader.place);
    const {startOffset: start, endOffset: end} = this.#current;
    return {start, end};
  }

  #chooseAt(position) {
    const found = this.#labels[position];
    if (!found || this.isLocked) return false;
    this.#choose(found);
    return true;
  }

  #choose({label, name}) {
    this.#lookAgain();
    const {start, end} = this.#reader.place;
    if (this.#current || end > start) this.#label(label);
    else if (this.pen === label) this.#dropPen();
    else {
      this.pen = label;
      this.say(`What you select next is labelled ${name}. Escape ends this.`);
    }
  }

  #label(label) {
    const {start, end} = this.#chosenPlace;
    const entities = labelled(asList(this.value.entities), {start, end}, label, this.#points.length);
    if (entities === null) {
      this.say(REFUSAL, true);
      return;
    }
    this.say(this.#described({startOffset: start, endOffset: end, label}));
    this.#moveTo(end);
    this.change({...this.value, entities});
  }

  #remove(entity) {
    if (!entity || this.isLocked) return;
    this.say(`Removed ${this.#described(entity)}`);
    this.#moveTo(entity.startOffset);
    this.change({...this.value, entities: this.value.entities.filter((one) => one !== entity)});
  }

  /** Moves the caret once the text is drawn anew. */
  async #moveTo(place) {
    this.#reader.place = {start: place, end: place};
    await this.updateComplete;
    this.#reader.select(place, place);
  }

  #go(step) {
    const found = neighbour(this.#entities, this.#chosenPlace, step);
    if (found) this.#select(found);
  }

  #select({startOffset, endOffset}) {
    this.#reader.focus();
    this.#reader.select(startOffset, endOffset);
    this.#reader.reveal(startOffset);
    this.#onSelected();
  }

  /** The browser tells of a selection a moment after it: a key may come before. */
  #lookAgain() {
    if (this.#reader.refresh()) this.#point();
  }

  #onTaken() {
    this.#point();
    if (this.pen !== undefined && !this.isLocked) this.#label(this.pen);
  }

  #onSelected() {
    const former = this.#current;
    this.#point();
    if (this.#current && this.#current !== former) this.say(this.#described(this.#current));
  }

  #point() {
    const {place} = this.#reader;
    const entities = this.#entities;
    const found =
      place.start === place.end
        ? entityAt(entities, place.start)
        : (entityOf(entities, place) ?? entityOf(entities, this.#points.trimmed(place)));
    this.#reader.point(found);
    if (found === this.#current) return;
    this.#current = found;
    this.requestUpdate();
  }

  #onPressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const {key} = event;
    this.#lookAgain();
    if (/^[0-9]$/.test(key)) this.#chooseAt((Number(key) + 9) % 10);
    else if (['Delete', 'Backspace', 'x', 'X'].includes(key)) this.#remove(this.#current);
    else if (key === '[' || key === ']') this.#go(key === ']' ? 1 : -1);
    else if (key === 'Escape' && this.pen !== undefined) this.#dropPen();
    else return;
    event.preventDefault();
  }

  #dropPen() {
    this.pen = undefined;
    this.say('');
  }

  #described({startOffset, endOffset, label}) {
    const words = this.#points.slice(startOffset, endOffset);
    const shown = words.length > MOST_SAID ? `${words.slice(0, MOST_SAID)}…` : words;
    return `${labelNamed(this.#labels, label).name}: “${shown}”`;
  }

  willUpdate(changes) {
    if (changes.has('labels')) this.#look += 1;
  }

  updated() {
    const labels = this.#labels;
    const points = this.#points;
    const marks = this.#entities.map((entity) => {
      const {colour, short} = labelNamed(labels, entity.label);
      const [from, to] = [points.unitAt(entity.startOffset), points.unitAt(entity.endOffset)];
      return {from, to, key: entity, colour, name: short};
    });
    this.#reader.draw(marks, this.#look);
    this.#point();
  }

  render() {
    if (this.closest('crowd-form')) return super.render();
    return html`<crowd-form .owner=${this}>${super.render()}</crowd-form>`;
  }

  renderTask() {
    return html`<div class="task ${this.isLocked ? 'locked' : ''}">
      <div class="material">
        ${this.renderStatus()} ${this.#reader.render({label: 'Text', describedBy: 'keys'})}
        ${this.renderJson()}
      </div>
      <div class="side">${this.#renderPicker()} ${this.renderTravel()} ${HINT}</div>
    </div>`;
  }

  #renderPicker() {
    const uses = Map.groupBy(this.#entities, ({label}) => String(label));
    return labelPicker({
      labels: this.#labels,
      count: ({label}) => uses.get(label)?.length ?? 0,
      pressed: this.pen,
      marked: this.#current && String(this.#current.label),
      isLocked: this.isLocked,
      onChoose: (label) => this.#choose(label),
    });
  }

  static styles = [super.styles, optionStyles, labelPickerStyles, entityStyles];
}

const HINT = html`<p class="hint">
    Select text, then choose its label. A label can be changed, or removed by its ×.
    <span class="touch">Tap a word to select it, and another one to select all up to there.</span>
  </p>
  <p class="hint keys" id="keys">
    Arrow keys move the caret, with Shift they select. <kbd>1</kbd> to <kbd>9</kbd> and
    <kbd>0</kbd> label, <kbd>X</kbd> or <kbd>Delete</kbd> removes, <kbd>[</kbd> and <kbd>]</kbd> go
    to the labelled text before and after.
  </p>`;

customElements.define('crowd-entity-annotation', CrowdEntityAnnotation);
