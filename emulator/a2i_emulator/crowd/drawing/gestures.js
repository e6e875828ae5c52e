/** What the pointer means to a tool for shapes. */
import {distance} from './geometry.js';
import {middlesOf} from './shape-layer.js';

/** How near is near, in pixels of the screen. */
const REACH = {mouse: 7, pen: 9, touch: 18};
const TREMOR = {mouse: 3, pen: 4, touch: 8};
const CURSORS = {draw: '', handle: 'pointer', insert: 'copy', move: 'move'};
const CROSSED = 'The lines of a polygon may not cross.';

/**
 * Press and drag draws; so do single clicks, point by point. A border moves its shape, a handle
 * reshapes it, and where a shape was chosen on purpose, its inside moves it. With Alt everything
 * draws. See `Pen` in `stage.js`.
 */
export class Gestures {
  #tool;
  /** What was begun: `{type: 'draw' | 'handle' | 'insert' | 'move', index, shape, handle}`. */
  #action;
  #start;
  #hasMoved = false;
  #limits = {reach: 0, tremor: 0};

  /** @param {import('./shape-tool.js').ShapeTool} tool */
  constructor(tool) {
    this.#tool = tool;
  }

  /** @returns {boolean} whether something is under way. */
  get isBusy() {
    return this.#action !== undefined;
  }

  /** @returns {boolean} whether there is something for the arrows to move. */
  get hasArrows() {
    const {chosen, draft, handle, isHeld} = this.#tool;
    return Boolean(chosen) && !draft && (isHeld || handle >= 0);
  }

  press(point, event) {
    const tool = this.#tool;
    this.#measure(event);
    this.#start = point;
    this.#hasMoved = false;
    this.#action = this.#actionAt(point, event);
    if (this.#action.type === 'draw') return;
    tool.select(this.#action.index, true);
    tool.handle = this.#action.type === 'handle' && tool.kind.canBend ? this.#action.handle : -1;
    tool.redraw();
  }

  #measure({pointerType}) {
    const {pixelSize} = this.#tool.easel;
    const kind = pointerType in REACH ? pointerType : 'mouse';
    this.#limits = {reach: REACH[kind] * pixelSize, tremor: TREMOR[kind] * pixelSize};
  }

  #actionAt(point, {altKey}) {
    const {draft, kind, shapes, selected, chosen, isHeld} = this.#tool;
    if (draft || altKey) return {type: 'draw'};
    const {reach} = this.#limits;
    const found = chosen && kind.most > 1 && this.#handleAt(chosen, point, reach);
    if (found) return {...found, index: selected, shape: chosen};
    const order = [selected, ...[...shapes.keys()].reverse()].filter((index) => index >= 0);
    const index = order.find((at) => kind.distance(shapes[at], point) <= reach);
    if (index !== undefined) return {type: 'move', index, shape: shapes[index]};
    if (isHeld && chosen && kind.contains(chosen, point)) {
      return {type: 'move', index: selected, shape: chosen, isInside: true};
    }
    return {type: 'draw'};
  }

  #handleAt(shape, point, reach) {
    const {kind, easel} = this.#tool;
    const near = nearest(kind.handles(shape), point, reach);
    if (near >= 0) return {type: 'handle', handle: near};
    if (!kind.canBend) return undefined;
    const middles = middlesOf(shape, kind.isClosed, easel.pixelSize);
    const middle = nearest(middles, point, reach);
    return middle < 0 ? undefined : {type: 'insert', handle: middles[middle].index};
  }

  hover(point, event) {
    const tool = this.#tool;
    this.#measure(event);
    if (tool.draft) {
      this.#showDraft([...tool.draft.points, tool.kind.at(point, tool.size)]);
      return;
    }
    const {type} = this.#actionAt(point, event);
    tool.easel.stage.style.cursor = CURSORS[type];
  }

  drag(point) {
    if (!this.#action) return;
    if (!this.#hasMoved && distance(point, this.#start) < this.#limits.tremor) return;
    this.#hasMoved = true;
    const tool = this.#tool;
    if (this.#action.type === 'draw') {
      const at = tool.kind.at(point, tool.size);
      const before = tool.draft?.points ?? (tool.kind.most > 1 ? [this.#first] : []);
      this.#showDraft([...before, at]);
      return;
    }
    const shape = this.#changed(point);
    if (shape) tool.preview = {index: this.#action.index, shape};
    else if (tool.kind.canBend) tool.say(CROSSED);
    tool.redraw();
  }

  get #first() {
    const {kind, size} = this.#tool;
    return kind.at(this.#start, size);
  }

  #changed(point) {
    const {kind, size} = this.#tool;
    const {type, shape, handle} = this.#action;
    if (type === 'handle') return kind.withHandle(shape, handle, point, size);
    if (type === 'insert') return kind.withVertex(shape, handle, point, size);
    return kind.moved(shape, point.x - this.#start.x, point.y - this.#start.y, size);
  }

  #showDraft(points) {
    const tool = this.#tool;
    const isDone = this.#closes(points);
    const vertices = isDone ? points.slice(0, -1) : points;
    const isForbidden = tool.kind.isForbidden?.(vertices, isDone) ?? false;
    tool.preview = {points, isForbidden};
    tool.redraw();
  }

  /** @returns {boolean} whether the last of some points, which is the pointer's, is on the first. */
  #closes(points) {
    const {kind} = this.#tool;
    const isEnough = kind.canBend && kind.isClosed && points.length > kind.least;
    return isEnough && distance(points[0], points.at(-1)) <= this.#limits.reach;
  }

  release(point) {
    const action = this.#action;
    this.#action = undefined;
    if (!action) return;
    if (action.type === 'draw') this.#releaseDraw(point);
    else if (this.#hasMoved) this.#settle(action);
    else this.#click(action, point);
  }

  #settle({type}) {
    const tool = this.#tool;
    const {preview} = tool;
    tool.preview = undefined;
    if (!preview?.shape) return;
    const verbs = {handle: 'reshaped', insert: 'bent', move: 'moved'};
    tool.replace(`${tool.nameOf(preview.shape)} ${verbs[type]}`, preview.shape);
  }

  #click(action, point) {
    const tool = this.#tool;
    if (action.type === 'insert') {
      const shape = tool.kind.withVertex(action.shape, action.handle, point, tool.size);
      if (shape) tool.replace(`${tool.nameOf(shape)} bent`, shape);
    } else if (action.isInside && tool.kind.most === 2) {
      this.#chooseInside(point);
    } else if (action.isInside) {
      this.#place(point);
    }
  }

  /** A click draws the next point, unless it was meant for a box, or for leaving one. */
  #releaseDraw(point) {
    const tool = this.#tool;
    const isClick = !this.#hasMoved;
    const isBox = tool.kind.isClosed && tool.kind.most === 2;
    if (isClick && isBox && !tool.draft) {
      if (this.#chooseInside(point)) return;
      if (tool.isHeld && tool.chosen) {
        tool.select(-1);
        return;
      }
    }
    if (!tool.draft && !isClick && tool.kind.most > 1) this.#place(point, [this.#first]);
    else this.#place(point);
  }

  /** @returns {boolean} whether there was a shape around a point: the smallest, and then the next. */
  #chooseInside(point) {
    const {kind, shapes, selected} = this.#tool;
    const around = [...shapes.keys()].filter((index) => kind.contains(shapes[index], point));
    if (around.length === 0) return false;
    const area = (index) => shapes[index].width * shapes[index].height;
    around.sort((one, other) => area(one) - area(other));
    this.#tool.select(around[(around.indexOf(selected) + 1) % around.length], true);
    return true;
  }

  #place(point, before = this.#tool.draft?.points ?? []) {
    const tool = this.#tool;
    const {kind, size, easel} = tool;
    const {label} = tool.draft ?? easel.palette;
    if (label === undefined) {
      tool.preview = undefined;
      tool.say('There are no labels to draw with.');
      return;
    }
    const points = [...before, kind.at(point, size)];
    if (this.#closes(points)) {
      this.finish();
      return;
    }
    const last = before.at(-1);
    const isAgain = last && distance(last, points.at(-1)) <= this.#limits.tremor / 2;
    if (isAgain) return;
    if (kind.isForbidden?.(points, false)) {
      tool.say(CROSSED);
      return;
    }
    const shape = points.length === kind.most ? kind.made(label, points, size) : undefined;
    if (shape) tool.add(shape);
    else if (points.length < kind.most) this.#keep({label, points});
    else this.cancel();
  }

  #keep(draft) {
    const {kind} = this.#tool;
    const count = draft.points.length;
    this.#tool.commit(`${count === 1 ? 'First point' : `Point ${count}`} of a ${kind.noun} set`, {
      draft,
      selected: -1,
    });
  }

  pressTwice() {
    if (this.#tool.draft && this.#tool.kind.canBend) this.finish();
  }

  /** Makes a shape of what is drawn so far. */
  finish() {
    const tool = this.#tool;
    const {draft, kind, size} = tool;
    if (!draft) return;
    const shape = kind.made(draft.label, draft.points, size);
    if (!shape) tool.say(`A ${kind.noun} needs ${kind.least} points or more.`);
    else if (kind.isForbidden?.(draft.points, true)) tool.say(CROSSED);
    else tool.add(shape);
  }

  cancel() {
    this.#action = undefined;
    this.#tool.preview = undefined;
    this.#tool.redraw();
  }

  leave() {
    if (!this.#tool.preview) return;
    this.#tool.preview = undefined;
    this.#tool.redraw();
  }
}

function nearest(points, point, reach) {
  let [found, least] = [-1, reach];
  for (const [index, at] of points.entries()) {
    const away = distance(at, point);
    if (away <= least) [found, least] = [index, away];
  }
  return found;
}
