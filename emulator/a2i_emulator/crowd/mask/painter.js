/** Who holds the pens: hears the stage, and makes a step of each stroke. */
import {bytesAt, pictureOf} from './given.js';
import {Brush, Bucket, Outline} from './pens.js';

/** Each pen: its key, and what it is called. */
export const PENS = {
  brush: {key: 'b', label: 'Brush'},
  eraser: {key: 'e', label: 'Eraser'},
  outline: {key: 'p', label: 'Polygon or free outline'},
  bucket: {key: 'f', label: 'Fill'},
  wand: {key: 'w', label: 'Magic wand'},
};

const UNREADABLE =
  'The magic wand cannot be used: the image is of another server, which lets pages show it, ' +
  'not read it (it has no CORS rule that allows any origin). All else works.';

/** @implements {import('./pens.js').Work} */
export class Painter {
  /** Which pen is in the hand. @type {keyof PENS} */
  name = 'brush';
  /** The image's colours, while the magic wand is in the hand. @type {Uint8ClampedArray | undefined} */
  picture;
  #tool;
  #pens;
  #isStroking = false;
  /** Whether the brush paints where the keys go. */
  #isPenDown = false;
  #cursor;

  /** @param {import('./tool.js').MaskTool} tool */
  constructor(tool) {
    this.#tool = tool;
    const brush = new Brush(this);
    this.#pens = {
      brush,
      eraser: brush,
      outline: new Outline(this),
      bucket: new Bucket(this, false),
      wand: new Bucket(this, true),
    };
  }

  get mask() {
    return this.#tool.annotation.mask;
  }

  get number() {
    return this.name === 'eraser' ? 0 : this.#entry.number;
  }

  get size() {
    return this.#tool.settings.size;
  }

  get tolerance() {
    return this.#tool.settings.tolerance;
  }

  get pixelSize() {
    return this.#tool.easel.pixelSize;
  }

  get #entry() {
    return this.#tool.chooser.entry;
  }

  get #pen() {
    return this.#pens[this.name];
  }

  get #outline() {
    return this.#pens.outline;
  }

  refresh() {
    this.#tool.refresh();
  }

  /** @returns {import('./layers.js').Aids} */
  get aids() {
    const ring = this.#cursor && this.#pen === this.#pens.brush ? this.size / 2 : 0;
    return {points: this.#outline.points, cursor: this.#cursor, ring};
  }

  end(verb, continues = false) {
    const {chooser, easel} = this.#tool;
    const what = this.name === 'eraser' ? 'Erased' : `${chooser.nameOf(this.#entry)} ${verb}`;
    if (this.#tool.commit(what, continues)) easel.say(`${what}.`);
    else if (!continues) easel.say('Nothing has changed.');
  }

  press(point, event) {
    if (!this.#isReady()) return;
    this.#isStroking = true;
    this.#aim(point, event);
    this.#pen.press(this.#cursor, event);
  }

  drag(point, event) {
    this.#aim(point, event);
    const passed = event.getCoalescedEvents?.() ?? [];
    for (const one of passed.length > 1 ? passed : [event]) {
      this.#pen.drag?.(this.#tool.easel.stage.pixelAt(one));
    }
  }

  release() {
    this.#isStroking = false;
    this.#pen.release?.();
  }

  pressTwice() {
    this.#pen.pressTwice?.();
  }

  cancel() {
    this.#isStroking = false;
    this.#pen.cancel?.();
  }

  hover(point, event) {
    this.#aim(point, event);
    if (event instanceof KeyboardEvent) this.#followKeys();
  }

  leave() {
    this.#cursor = undefined;
    this.#tool.drawAids();
  }

  #aim(point, event) {
    this.#cursor = inside(point, event);
    this.#tool.drawAids();
  }

  /** @returns {boolean} whether there is something to paint, and something to paint it on. */
  #isReady() {
    const {annotation, chooser, settings, easel} = this.#tool;
    if (!annotation.isReady) return false;
    if (this.name === 'wand' && !this.picture) {
      easel.say('The image is still being read.');
      return false;
    }
    if (!chooser.begin()) return false;
    const own = this.name === 'eraser' ? this.#entry.number : 0;
    this.mask.over = settings.keeps ? own : undefined;
    return true;
  }

  /** Says what is under the cross hairs, and paints there while the brush is down. */
  #followKeys() {
    const {annotation, chooser, easel} = this.#tool;
    if (this.#isPenDown && this.#isReady()) {
      this.#pen.press(this.#cursor, {shiftKey: true});
      this.end('painted', true);
    }
    const [x, y] = [Math.floor(this.#cursor.x), Math.floor(this.#cursor.y)];
    const entry = annotation.entries.find(({number}) => number === this.mask?.at(x, y));
    const there = entry ? chooser.nameOf(entry) : 'nothing';
    easel.say(`${x}, ${y}: ${there}${this.#isPenDown ? ', the brush is down' : ''}.`);
  }

  /** @param {keyof PENS} name another pen. */
  choose(name) {
    this.giveUp();
    this.name = name;
    this.picture = undefined;
    this.#tool.easel.say(`${PENS[name].label}.`);
    this.#tool.host.requestUpdate();
    if (name === 'wand') this.#readPicture();
  }

  /** The wand needs four bytes a pixel, for as long as it is in the hand. */
  async #readPicture() {
    const {src, imageSize} = this.#tool.host;
    try {
      const picture = await pictureOf(await bytesAt(src), imageSize);
      if (this.name === 'wand') this.picture = picture;
    } catch {
      if (this.name !== 'wand') return;
      this.choose('brush');
      this.#tool.easel.say(UNREADABLE);
    }
  }

  /** Ends what is begun. @returns {boolean} whether there was any. */
  giveUp() {
    const had = this.#isPenDown || this.#outline.points.length > 0;
    if (this.#isPenDown) this.#lift();
    this.#outline.cancel();
    return had;
  }

  /** @returns {boolean} whether there was a stroke or a corner to take back. */
  takeBack() {
    if (!this.#isStroking || this.#pen !== this.#pens.brush) return this.#outline.back();
    this.cancel();
    return true;
  }

  /** Closes an outline; puts the brush down where the cross hairs are, and lifts it again. */
  enter(event) {
    if (this.#pen === this.#outline) return this.#outline.close();
    if (this.#pen !== this.#pens.brush || !this.#cursor) return false;
    if (this.#isPenDown) this.#lift();
    else if (this.#isReady()) {
      this.#isPenDown = true;
      this.#tool.annotation.seal();
      this.#pen.press(this.#cursor, event);
      this.end('painted');
      this.#tool.easel.say('The brush is down: the arrows paint, Enter lifts it.');
    }
    return true;
  }

  #lift() {
    this.#isPenDown = false;
    this.#pens.brush.cancel();
    this.#tool.easel.say('The brush is up.');
  }
}

/** A key's cross hairs are between pixels: the one to the right and below is meant. */
function inside(point, event) {
  if (!(event instanceof KeyboardEvent)) return point;
  return {x: point.x + 0.5, y: point.y + 0.5};
}
