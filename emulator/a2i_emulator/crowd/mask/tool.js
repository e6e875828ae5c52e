/** The tool that paints masks, as it stands on the easel. */
import {html, nothing, svg} from '../vendor/lit.js';
import {Easel} from '../drawing/easel.js';
import {Annotation} from './annotation.js';
import {channels} from './entries.js';
import {maskStyles} from './mask.css.js';
import {Brush, Bucket, Outline} from './pens.js';
import {Chooser} from './chooser.js';
import {bytesAt, pictureOf} from './given.js';
import {Screen} from './screen.js';
import {Settings} from './settings.js';

/** Each tool: its key, and what it is called. */
const TOOLS = {
  brush: {key: 'b', label: 'Brush'},
  eraser: {key: 'e', label: 'Eraser'},
  outline: {key: 'p', label: 'Polygon or free outline'},
  bucket: {key: 'f', label: 'Fill'},
  wand: {key: 'w', label: 'Magic wand'},
};

/** @implements {import('../drawing/easel.js').Tool} */
export class MaskTool {
  keys = [
    ['B, E, P, F, W', 'brush, eraser, polygon, fill, magic wand'],
    ['[ and ]', 'a smaller brush, a larger one'],
    ['Shift and press', 'brush: straight on from the last point'],
    ['Enter', 'brush: paint where the arrows go, until Enter; polygon: close it'],
    ['Backspace', 'polygon: take back a corner'],
    ['Escape', 'give up what is begun'],
    ['K', 'paint over nothing that is painted'],
    ['H', 'hide what is painted, show it'],
  ];
  #host;
  #name = 'brush';
  #pens;
  #screen;
  #picture;
  #isPenDown = false;
  #cursor;

  /** @param {import('../base/mask-widget.js').MaskWidget} host */
  constructor(host) {
    this.#host = host;
    this.easel = new Easel(host, this);
    const sheets = host.renderRoot.adoptedStyleSheets;
    host.renderRoot.adoptedStyleSheets = [...sheets, maskStyles.styleSheet];
    this.annotation = new Annotation(host, this.easel.history);
    this.settings = new Settings(this);
    this.chooser = new Chooser(this);
    const brush = new Brush(this);
    this.#pens = {
      brush,
      eraser: brush,
      outline: new Outline(this),
      bucket: new Bucket(this, false),
      wand: new Bucket(this, true),
    };
    if (host.constructor.hasInstances) this.keys.push(['N', 'a new instance of the label']);
  }

  get host() {
    return this.#host;
  }

  /** @returns {string} which tool is chosen. */
  get name() {
    return this.#name;
  }

  get #outline() {
    return this.#pens.outline;
  }

  // What a pen works on; see `Work` in `pens.js`.

  get mask() {
    return this.annotation.mask;
  }

  get number() {
    return this.#name === 'eraser' ? 0 : this.chooser.entry.number;
  }

  get size() {
    return this.settings.size;
  }

  get tolerance() {
    return this.settings.tolerance;
  }

  get pixelSize() {
    return this.easel.pixelSize;
  }

  get picture() {
    return this.#picture;
  }

  refresh() {
    this.#screen?.refresh();
    this.#drawAids();
  }

  /** A pen is done with what it did. @param {string} verb */
  end(verb, continues = false) {
    const what = this.#name === 'eraser' ? 'Erased' : `${this.chooser.nameOf(this.chooser.entry)} ${verb}`;
    const before = this.chooser.entriesBefore;
    const isChanged = this.annotation.commit(what, {before, continues});
    this.chooser.settle();
    this.refresh();
    if (!isChanged) this.easel.say('Nothing has changed.');
    else {
      this.easel.say(`${what}.`);
      this.#host.changed();
    }
    this.#host.requestUpdate();
  }

  /** Hears the stage; see `Pen` in `drawing/stage.js`. */
  pen = {
    press: (point, event) => {
      if (this.#prepare()) this.#pen.press(inside(point, event), event);
    },
    drag: (point, event) => {
      this.#hover(point, event);
      const passed = event.getCoalescedEvents?.() ?? [];
      for (const one of passed.length > 1 ? passed : [event]) {
        this.#pen.drag?.(this.easel.stage.pixelAt(one), one);
      }
    },
    release: (point, event) => this.#pen.release?.(point, event),
    pressTwice: (point, event) => this.#pen.pressTwice?.(point, event),
    cancel: () => this.#pen.cancel?.(),
    hover: (point, event) => {
      this.#hover(point, event);
      if (event instanceof KeyboardEvent) this.#followKeys(inside(point, event), event);
    },
    leave: () => {
      this.#cursor = undefined;
      this.#drawAids();
    },
  };

  get #pen() {
    return this.#pens[this.#name];
  }

  /** @returns {boolean} whether there is something to paint, and something to paint it on. */
  #prepare() {
    if (!this.annotation.isReady) return false;
    if (this.#name === 'wand' && !this.#picture) {
      this.easel.say('The image is still being read.');
      return false;
    }
    if (!this.chooser.begin()) return false;
    const own = this.#name === 'eraser' ? this.chooser.entry.number : 0;
    this.mask.over = this.settings.keeps ? own : undefined;
    return true;
  }

  #hover(point, event) {
    this.#cursor = inside(point, event);
    this.#drawAids();
  }

  #followKeys(point, event) {
    if (this.#isPenDown) {
      this.#pen.drag?.(point, event);
      this.end('painted', true);
    }
    const entry = this.annotation.entries.find(({number}) => number === this.mask?.at(...pixel(point)));
    const there = entry ? this.chooser.nameOf(entry) : 'nothing';
    this.easel.say(`${pixel(point).join(', ')}: ${there}${this.#isPenDown ? ', painting' : ''}.`);
  }

  /** @param {string} name another tool. */
  choose(name) {
    this.giveUp();
    this.#name = name;
    this.#picture = undefined;
    if (name === 'wand') this.#readPicture();
    this.easel.say(`${TOOLS[name].label}.`);
    this.#host.requestUpdate();
  }

  /** The wand needs the image's colours: four bytes a pixel, for as long as it is chosen. */
  async #readPicture() {
    try {
      const picture = await pictureOf(await bytesAt(this.#host.src), this.#host.imageSize);
      if (this.#name === 'wand') this.#picture = picture;
    } catch {
      if (this.#name !== 'wand') return;
      this.choose('brush');
      this.easel.say(UNREADABLE);
    }
  }

  /** Ends what is begun and has not been painted. @returns {boolean} whether there was any. */
  giveUp() {
    const had = this.#isPenDown || this.#outline.points.length > 0;
    this.#penUp();
    this.#outline.cancel();
    return had;
  }

  #penUp() {
    if (!this.#isPenDown) return;
    this.#isPenDown = false;
    this.#pens.brush.release();
  }

  onLabel() {
    this.giveUp();
    this.chooser.onLabel();
  }

  onZoom() {
    this.#drawAids();
  }

  press(event, isOnStage) {
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    const key = event.key.toLowerCase();
    const name = Object.keys(TOOLS).find((one) => TOOLS[one].key === key);
    if (name) this.choose(name);
    else if (key === '[' || key === ']') this.settings.resize(key === ']' ? 1 : -1);
    else if (key === 'k') this.settings.toggleKeeps();
    else if (key === 'h') this.chooser.toggleAll();
    else if (key === 'n' && this.#host.constructor.hasInstances) this.chooser.add();
    else if (key === 'escape') return this.giveUp();
    else if (key === 'backspace') return this.#outline.back();
    else if (key === 'enter' && isOnStage) return this.#enter(event);
    else return false;
    return true;
  }

  /** Closes an outline; puts the brush down where the cross hairs are, and lifts it again. */
  #enter(event) {
    if (this.#name === 'outline') return this.#outline.close();
    if (this.#pen !== this.#pens.brush || !this.#cursor) return false;
    if (this.#isPenDown) {
      this.#penUp();
      this.easel.say('The brush is up.');
    } else if (this.#prepare()) {
      this.#pen.press(this.#cursor, event);
      this.end('painted');
      this.#isPenDown = true;
      this.easel.say('The brush is down: the arrows paint, Enter lifts it.');
    }
    return true;
  }

  /** Begins anew, with another image or another mask. */
  async begin() {
    this.giveUp();
    await this.annotation.begin();
    this.chooser.settle();
  }

  renderLayers() {
    const {width, height} = this.#host.imageSize;
    const style = `opacity:${this.settings.opacity}`;
    return html`<canvas class="layer mask" style=${style} aria-hidden="true"></canvas>
      <svg class="layer aids" viewBox="0 0 ${width} ${height}" aria-hidden="true">
        ${svg`<path class="under"></path><path class="line"></path><circle class="under"></circle><circle class="ring"></circle>`}
      </svg>`;
  }

  /** What is drawn is no template's: called after each rendering. */
  updated() {
    const canvas = this.#host.renderRoot.querySelector('canvas.mask');
    if (!canvas || !this.mask) return;
    if (this.#screen?.canvas !== canvas || this.#screen.mask !== this.mask) {
      this.#screen = new Screen(canvas, this.mask);
    }
    this.#screen.show(this.#colours());
    this.refresh();
  }

  #colours() {
    const colours = [];
    for (const entry of this.annotation.entries) {
      if (!this.chooser.isHidden(entry)) colours[entry.number] = channels(entry.colour);
    }
    return colours;
  }

  /** The brush's ring where the pointer is, and the outline that is begun. */
  #drawAids() {
    const aids = this.#host.renderRoot.querySelector('.aids');
    if (!aids) return;
    const {points} = this.#outline;
    const isBrush = this.#pen === this.#pens.brush;
    const end = this.#cursor && points.length > 0 ? [this.#cursor] : [];
    const path = [...points, ...end].map(({x, y}) => `${x} ${y}`).join('L');
    for (const line of aids.querySelectorAll('path')) line.setAttribute('d', path && `M${path}`);
    const {x, y} = this.#cursor ?? {x: 0, y: 0};
    for (const circle of aids.querySelectorAll('circle')) {
      const radius = isBrush && this.#cursor ? this.size / 2 : 0;
      for (const [name, value] of Object.entries({cx: x, cy: y, r: radius})) {
        circle.setAttribute(name, value);
      }
    }
  }

  renderTools() {
    return this.settings.renderTools(TOOLS);
  }

  renderList() {
    return html`${this.settings.render()} ${this.mask ? this.chooser.render() : nothing}`;
  }
}

const UNREADABLE =
  'The magic wand cannot be used: the image is of another server, which lets pages show it, ' +
  'not read it (it has no CORS rule that allows any origin). All else works.';

/** A key's cross hairs are between pixels: the one to the right and below is meant. */
function inside(point, event) {
  if (!(event instanceof KeyboardEvent)) return point;
  return {x: point.x + 0.5, y: point.y + 0.5};
}

function pixel({x, y}) {
  return [Math.floor(x), Math.floor(y)];
}
