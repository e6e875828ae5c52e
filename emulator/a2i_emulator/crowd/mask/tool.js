/** The tool that paints masks, as it stands on the easel. */
import {html, nothing} from '../vendor/lit.js';
import {Easel} from '../drawing/easel.js';
import {Annotation} from './annotation.js';
import {Chooser} from './chooser.js';
import {channels} from './entries.js';
import {pngSize} from './given.js';
import {renderGiven} from './given-notice.js';
import {Layers} from './layers.js';
import {PENS, Painter} from './painter.js';
import {Settings} from './settings.js';

const KEYS = [
  ['B, E, P, F, W', 'brush, eraser, polygon, fill, magic wand'],
  ['[ and ]', 'a smaller brush, a larger one'],
  ['Shift and press', 'brush: straight on from the last point'],
  ['Enter', 'brush: paint where the arrows go, until Enter; polygon: close it'],
  ['Backspace', 'polygon: take back a corner'],
  ['Escape', 'give up what is begun'],
  ['K', 'keep what is painted: paint only where nothing is'],
  ['H', 'hide what is painted, show it'],
];

/** @implements {import('../drawing/easel.js').Tool} */
export class MaskTool {
  #layers;

  /** @param {import('./mask-widget.js').MaskWidget} host */
  constructor(host) {
    this.host = host;
    this.#layers = new Layers(host);
    this.pen = new Painter(this);
    this.easel = new Easel(host, this);
    this.annotation = new Annotation(host, this.easel.history);
    this.settings = new Settings(this);
    this.chooser = new Chooser(this);
  }

  get #hasInstances() {
    return this.host.constructor.hasInstances;
  }

  get keys() {
    return this.#hasInstances ? [...KEYS, ['N', 'a new instance of the label']] : KEYS;
  }

  /**
   * Makes a step of what has been painted.
   * @param {string} name @param {boolean} [continues] see `Annotation.commit`.
   * @returns {boolean} whether there was anything.
   */
  commit(name, continues = false) {
    const isChanged = this.annotation.commit(name, {before: this.chooser.entriesBefore, continues});
    this.chooser.settle();
    this.refresh();
    if (isChanged) this.host.changed();
    this.host.requestUpdate();
    return isChanged;
  }

  giveUp() {
    this.pen.giveUp();
  }

  takeBack() {
    return this.pen.takeBack();
  }

  onLabel() {
    this.giveUp();
    this.chooser.onLabel();
  }

  onZoom() {
    this.drawAids();
  }

  press(event, isOnStage) {
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    const key = event.key.toLowerCase();
    const name = Object.keys(PENS).find((one) => PENS[one].key === key);
    if (name) this.pen.choose(name);
    else if (key === '[' || key === ']') this.settings.resize(key === ']' ? 1 : -1);
    else if (key === 'k') this.settings.toggleKeeps();
    else if (key === 'h') this.chooser.toggleAll();
    else if (key === 'n' && this.#hasInstances) this.chooser.add();
    else if (key === 'escape') return this.pen.giveUp();
    else if (key === 'backspace') return this.takeBack();
    else if (key === 'enter' && isOnStage) return this.pen.enter(event);
    else return false;
    return true;
  }

  /**
   * Begins with what is given.
   * @param {any} [wanted] an answer that then takes its place.
   */
  async begin(wanted) {
    this.giveUp();
    await this.annotation.begin();
    if (wanted === undefined || this.annotation.phase === 'loading') return;
    try {
      await this.annotation.take(wanted);
    } catch {
      this.easel.say('The mask of the draft cannot be read.');
    }
  }

  /** Begins with a file in place of what is given. @param {Blob} file */
  async beginWith(file) {
    await this.annotation.beginWith(file);
    this.host.changed();
  }

  beginWithout() {
    this.annotation.beginWithout();
    this.host.changed();
  }

  /**
   * @param {any} value what the worker wrote as JSON, of the answer's shape.
   * @param {boolean} continues see `JsonToggle`.
   * @returns {string} why it cannot be the answer, '' if it will be.
   */
  write(value, continues) {
    if (!this.annotation.mask) return 'The image is not there.';
    if (this.annotation.phase === 'loading') return 'The mask is still loading.';
    const {width, height} = this.annotation.mask;
    const size = pngSize(value.labeledImage.pngImageData);
    if (size?.width !== width || size?.height !== height) {
      return `labeledImage.pngImageData must be a PNG of ${width} by ${height} pixels in Base64.`;
    }
    this.giveUp();
    this.annotation.write(value, continues).then(
      () => this.host.changed(),
      () => this.easel.say('The image of this JSON cannot be read.'),
    );
    return '';
  }

  renderLayers() {
    return this.#layers.render(this.host.imageSize, this.settings.opacity);
  }

  /** Called after each rendering. */
  updated() {
    if (this.annotation.mask) this.#layers.show(this.annotation.mask, this.#colours());
    this.refresh();
  }

  /** Shows what has been painted, and what is to help with it. */
  refresh() {
    this.#layers.refresh();
    this.drawAids();
  }

  drawAids() {
    this.#layers.drawAids(this.pen.aids);
  }

  #colours() {
    const colours = [];
    for (const entry of this.annotation.entries) {
      if (!this.chooser.isHidden(entry)) colours[entry.number] = channels(entry.colour);
    }
    return colours;
  }

  renderGiven() {
    return renderGiven(this);
  }

  renderTools() {
    return this.settings.renderPens(PENS);
  }

  renderList() {
    const chooser = this.annotation.mask ? this.chooser.render() : nothing;
    return html`${this.settings.render()} ${chooser}`;
  }
}
