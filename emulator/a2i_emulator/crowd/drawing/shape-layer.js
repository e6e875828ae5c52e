/**
 * The shapes over the image. They are SVG, changed by hand: only what has changed is touched, so
 * that one of a thousand boxes follows the pointer.
 */

const SVG = 'http://www.w3.org/2000/svg';
const ROOM_FOR_NAME = 18;
const ROOM_FOR_MIDDLE = 28;
/** What is drawn of the handles, from below. */
const HANDLES = ['middles', 'backs', 'handles', 'active'];

/** Two layers: what is chosen or drawn lies above, so that nothing else is painted when it moves. */
export class ShapeLayer {
  #kind;
  #below = element('svg', {class: 'layer shapes below', 'aria-hidden': 'true'});
  #above = element('svg', {class: 'layer shapes above', 'aria-hidden': 'true'});
  #chosen;
  #draft = element('path', {class: 'draft'});
  #over = element('g', {class: 'over'});
  #handles = HANDLES.map((name) => element('path', {class: name}));
  /** What is shown of each shape. @type {{group, name, shape, look}[]} */
  #shown = [];
  #pixelSize;

  /** @param {import('./kinds.js').Kind} kind */
  constructor(kind) {
    this.#kind = kind;
    this.#chosen = this.#added(this.#above);
    this.#over.append(...this.#handles);
    this.#above.append(this.#draft, this.#over);
  }

  /** @returns {SVGElement[]} what is to lie over the image. */
  get layers() {
    return [this.#below, this.#above];
  }

  /** @param {{width: number, height: number}} size of the image. @param {boolean} hasNames */
  resize({width, height}, hasNames) {
    for (const layer of this.layers) {
      layer.setAttribute('viewBox', `0 0 ${width} ${height}`);
      layer.classList.toggle('nameless', !hasNames);
    }
  }

  /**
   * @param {object} scene
   * @param {object[]} scene.shapes
   * @param {number} scene.selected -1 for none.
   * @param {(label: unknown) => string} scene.colourOf
   * @param {number} scene.pixelSize pixels of the image for one of the screen.
   * @param {number} scene.handle the one that keys move, -1 for none.
   * @param {{points: object[], isForbidden: boolean, label: string} | undefined} scene.draft
   */
  show({shapes, selected, colourOf, pixelSize, handle, draft}) {
    this.#scale(pixelSize);
    while (this.#shown.length > shapes.length) this.#shown.pop().group.remove();
    for (const [index, shape] of shapes.entries()) {
      const shown = (this.#shown[index] ??= this.#added(this.#below));
      if (index === selected) hide(shown);
      else this.#draw(shown, shape, colourOf(shape.label), pixelSize);
    }
    const chosen = shapes[selected];
    if (chosen) this.#draw(this.#chosen, chosen, colourOf(chosen.label), pixelSize);
    else hide(this.#chosen);
    this.#showDraft(draft, colourOf);
    this.#showHandles(chosen, handle, colourOf, pixelSize);
  }

  /** Setting a custom property again would have the style of every shape computed again. */
  #scale(pixelSize) {
    if (pixelSize === this.#pixelSize) return;
    this.#pixelSize = pixelSize;
    for (const layer of this.layers) layer.style.setProperty('--pixel', pixelSize);
  }

  #added(layer) {
    const group = element('g', {class: 'shape'});
    const name = element('text');
    if (this.#kind.most === 1) group.append(element('path', {class: 'ring'}));
    group.append(element('path', {class: 'edge'}), name);
    layer.append(group);
    return {group, name};
  }

  #draw(shown, shape, colour, pixelSize) {
    const look = `${colour} ${pixelSize}`;
    if (shown.shape === shape && shown.look === look) return;
    Object.assign(shown, {shape, look});
    const {group, name} = shown;
    const kind = this.#kind;
    const outline = kind.outline(shape);
    for (const path of group.querySelectorAll('path')) path.setAttribute('d', outline);
    group.style.setProperty('--colour', colour);
    set(group, 'class', `shape ${kind.isClosed ? 'closed' : ''}`);
    const {left, top} = kind.bounds(shape);
    const said = String(shape.label ?? '');
    if (name.textContent !== said) name.textContent = said;
    name.setAttribute('x', left);
    name.setAttribute('y', top);
    name.setAttribute('dx', kind.most === 1 ? '0.7em' : '0.2em');
    name.setAttribute('dy', top < ROOM_FOR_NAME * pixelSize ? '1.2em' : '-0.4em');
  }

  #showDraft(draft, colourOf) {
    const path = this.#draft;
    if (!draft) {
      path.setAttribute('d', '');
      return;
    }
    path.setAttribute('d', outlineOf(this.#kind, draft.points));
    path.style.setProperty('--colour', colourOf(draft.label));
    path.classList.toggle('forbidden', draft.isForbidden);
  }

  /**
   * One path for all handles: a vertex is a dot, which costs next to nothing. The paths are the same
   * ones in each frame, for what is new is composed anew.
   */
  #showHandles(shape, active, colourOf, pixelSize) {
    const kind = this.#kind;
    const points = shape && kind.most > 1 ? kind.handles(shape) : [];
    const middles = shape && kind.canBend ? middlesOf(shape, kind.isClosed, pixelSize) : [];
    const all = dots(points);
    const outlines = [dots(middles), all, all, points[active] ? dots([points[active]]) : ''];
    for (const [at, path] of this.#handles.entries()) set(path, 'd', outlines[at]);
    if (shape) this.#over.style.setProperty('--colour', colourOf(shape.label));
    set(this.#over, 'class', `over ${kind.canBend ? 'round' : ''}`);
  }
}

/**
 * @param {{vertices: {x: number, y: number}[]}} shape
 * @param {boolean} isClosed
 * @param {number} pixelSize
 * @returns {{x: number, y: number, index: number}[]} the middles of the lines that are long enough
 *   to take hold of, each with the position of the vertex before it.
 */
export function middlesOf({vertices}, isClosed, pixelSize) {
  const middles = [];
  for (const [index, from] of vertices.entries()) {
    const to = vertices[index + 1] ?? (isClosed ? vertices[0] : undefined);
    if (!to) continue;
    const length = Math.hypot(to.x - from.x, to.y - from.y);
    if (length < ROOM_FOR_MIDDLE * pixelSize) continue;
    middles.push({x: (from.x + to.x) / 2, y: (from.y + to.y) / 2, index});
  }
  return middles;
}

function outlineOf(kind, points) {
  if (kind.most === 2 && kind.isClosed && points.length === 2) {
    const [{x, y}, to] = points;
    return `M${x} ${y}H${to.x}V${to.y}H${x}Z`;
  }
  return points.length === 1 ? dots(points) : `M${points.map(({x, y}) => `${x} ${y}`).join('L')}`;
}

/** Setting an attribute again, though it says the same, has the element drawn again. */
function set(node, name, value) {
  if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}

function hide(shown) {
  if (shown.look === 'hidden') return;
  shown.look = 'hidden';
  shown.group.setAttribute('class', 'shape hidden');
}

function dots(points) {
  return points.map(({x, y}) => `M${x} ${y}h0`).join('');
}

function element(name, attributes = {}) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}
