/** The tool that draws and changes shapes: what there is, what is chosen, and each step. */
import {html} from '../vendor/lit.js';
import {Easel} from './easel.js';
import {Gestures} from './gestures.js';
import {iconButton} from './icons.js';
import {kinds} from './kinds.js';
import {ShapeLayer} from './shape-layer.js';
import {renderShapeList} from './shape-list.js';
import {keysOf, pressKey} from './shape-keys.js';

/** @typedef {{label: string, points: {x: number, y: number}[]}} Draft what is not yet a shape. */

/** A tool for an easel, for one kind of shapes; the shapes are its host's. */
export class ShapeTool {
  /** Which shape is chosen; -1 for none. */
  selected = -1;
  /** Whether it was chosen on purpose: then its inside moves it. */
  isHeld = false;
  /** Which of its handles the keys move; -1 for none. */
  handle = -1;
  /** @type {Draft | undefined} */
  draft;
  /** What a gesture shows, and its end will make true. @type {{index, shape} | {points} | undefined} */
  preview;
  #host;
  #layer;
  #hasNames = true;

  /**
   * @param {import('./shapes-widget.js').ShapesWidget} host
   * @param {string} key of the shapes in answers.
   */
  constructor(host, key) {
    this.#host = host;
    this.kind = kinds[key];
    this.pen = new Gestures(this);
    this.#layer = new ShapeLayer(this.kind);
    this.easel = new Easel(host, this);
  }

  get shapes() {
    return this.#host.shapes;
  }

  /** @returns {{width: number, height: number}} of the image. */
  get size() {
    return this.#host.imageSize;
  }

  get keys() {
    return keysOf(this.kind);
  }

  /** @returns {any} the shape that is chosen. */
  get chosen() {
    return this.shapes[this.selected];
  }

  /** @param {object[]} shapes untrusted. @returns {object[]} those that can be drawn. */
  fitted(shapes) {
    const size = this.size ?? {width: Infinity, height: Infinity};
    return shapes.map((shape) => this.kind.fitted(shape, size)).filter(Boolean);
  }

  /** The answer has become another one: nothing of what was done can be taken back. */
  forget() {
    this.easel.history.clear();
    this.draft = undefined;
    this.preview = undefined;
    this.selected = -1;
    this.handle = -1;
  }

  /** @returns {Draft | undefined} what is half drawn, for drafts of the answer. */
  get mark() {
    return this.draft;
  }

  /** @param {any} mark what `mark` once was, untrusted. */
  restore(mark) {
    const points = Array.isArray(mark?.points) ? mark.points : [];
    const areFit = points.every((point) => Number.isFinite(point?.x) && Number.isFinite(point?.y));
    if (points.length === 0 || !areFit) return;
    this.draft = {label: String(mark.label), points: points.map(({x, y}) => ({x, y}))};
    this.#host.requestUpdate();
  }

  /**
   * One step, which can be undone.
   * @param {string} name of the step, for the worker.
   * @param {object} next
   * @param {object[]} [next.shapes]
   * @param {Draft} [next.draft]
   * @param {number} [next.selected]
   * @param {string} [group] what one undo takes back together with the step before.
   */
  commit(name, next, group) {
    const {shapes, draft, selected} = this;
    const before = {shapes, draft, selected};
    const after = {shapes, draft: undefined, selected, ...next};
    this.#set(after);
    const step = {name, group, undo: () => this.#set(before), redo: () => this.#set(after)};
    const {history} = this.easel;
    if (group && history.last?.group === group) history.extend(step);
    else history.record(step);
    this.say(`${name}.`);
    this.#host.changed();
    this.#host.requestUpdate();
  }

  #set({shapes, draft, selected}) {
    if (shapes !== this.shapes) this.#host.shapes = shapes;
    const isOther = selected !== this.selected;
    Object.assign(this, {draft, selected, preview: undefined});
    if (isOther) Object.assign(this, {handle: -1, isHeld: false});
    const points = this.chosen ? this.kind.handles(this.chosen).length : 0;
    if (this.handle >= points) this.handle = -1;
  }

  /** @param {object[]} shapes that the worker wrote as JSON. @param {boolean} continues */
  take(shapes, continues) {
    const group = continues ? 'json' : undefined;
    this.commit('Answer written', {shapes, selected: -1}, group);
    this.easel.history.last.group = 'json';
  }

  /** @param {object} shape takes the place of the one that is chosen. */
  replace(name, shape, group) {
    this.commit(name, {shapes: this.shapes.with(this.selected, shape)}, group);
  }

  /** @param {object} shape @param {string} [verb] */
  add(shape, verb = 'added') {
    const shapes = [...this.shapes, shape];
    this.commit(`${this.nameOf(shape)} ${verb}`, {shapes, selected: shapes.length - 1});
  }

  /** @param {number} index @param {boolean} [isHeld] */
  select(index, isHeld = false) {
    if (index === this.selected && isHeld === this.isHeld) return;
    if (index !== this.selected) this.handle = -1;
    this.selected = index;
    this.isHeld = isHeld;
    if (this.chosen) this.say(`${this.nameOf(this.chosen)}, ${this.kind.told(this.chosen)}.`);
    this.#host.requestUpdate();
    this.#host.updateComplete.then(() => this.#showRow());
  }

  /** The list follows what is chosen on the stage; the page does not. */
  #showRow() {
    const row = this.#host.renderRoot.querySelector('.row[aria-current]');
    const drawn = row?.closest('.drawn');
    if (!drawn) return;
    const inner = row.getBoundingClientRect();
    const top = drawn.getBoundingClientRect().top + drawn.clientTop;
    if (inner.top < top) drawn.scrollTop += inner.top - top;
    else drawn.scrollTop += Math.max(inner.bottom - top - drawn.clientHeight, 0);
  }

  /** @param {number} handle the one that keys move from now on. */
  setHandle(handle) {
    this.handle = handle;
    if (handle >= 0) {
      const points = this.kind.handles(this.chosen);
      const {x, y} = points[handle];
      this.say(`Handle ${handle + 1} of ${points.length}, at ${Math.round(x)}, ${Math.round(y)}.`);
    }
    this.#host.requestUpdate();
  }

  /** Brings a shape of the list into view. */
  choose = (index) => {
    this.select(index, true);
    this.easel.stage.show(this.kind.bounds(this.shapes[index]));
  };

  /** Moves the focus to what is chosen in the list. */
  focusRow() {
    this.#host.updateComplete.then(() => {
      this.#host.renderRoot.querySelector('.row[aria-current]')?.focus({preventScroll: true});
    });
  }

  /** @param {any} shape @returns {string} what to call it: `Dog`, or the kind where it has no label. */
  nameOf({label}) {
    return String(label ?? this.kind.noun);
  }

  say(sentence) {
    this.easel.say(sentence);
  }

  press(event, isOnStage) {
    return pressKey(this, event, isOnStage);
  }

  /** Draws what has changed, and nothing else of the page. */
  redraw() {
    const {preview, draft, selected, handle} = this;
    const shapes = preview?.shape ? this.shapes.with(preview.index, preview.shape) : this.shapes;
    const points = preview?.points ?? draft?.points;
    const label = draft?.label ?? this.easel.palette.label;
    const isForbidden = preview?.isForbidden ?? false;
    const colours = new Map();
    const colourOf = (name) => {
      if (!colours.has(name)) colours.set(name, this.#host.colourOf(name));
      return colours.get(name);
    };
    this.#layer.show({
      shapes,
      selected,
      handle,
      colourOf,
      pixelSize: this.easel.pixelSize,
      draft: points && {points, label, isForbidden},
    });
  }

  onZoom() {
    if (this.size) this.redraw();
  }

  onLabel() {
    if (this.draft) this.draft = {...this.draft, label: this.easel.palette.label};
  }

  renderLayers() {
    this.#layer.resize(this.size, this.#hasNames);
    this.redraw();
    return this.#layer.layers;
  }

  renderTools() {
    return html`${iconButton({
      label: 'Names of shapes',
      picture: 'names',
      isPressed: this.#hasNames,
      onClick: () => {
        this.#hasNames = !this.#hasNames;
        this.#host.requestUpdate();
      },
    })}`;
  }

  renderList() {
    return renderShapeList({tool: this, host: this.#host});
  }
}
