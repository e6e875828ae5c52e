/** A long text in the page, with parts of it marked; knows which character stands where. */

/** As many units as are made anew at once when a mark among them changes. */
const CHUNK = 1000;

/**
 * @typedef {object} Mark
 * @property {number} from the first unit.
 * @property {number} to the unit after the last one.
 * @property {unknown} key what is marked; a mark is drawn anew only if its key is another one.
 * @property {string} colour
 * @property {string} name shown after the text, with a button that removes it.
 */

/**
 * Fills an element with a text: one block a line, so that each has the direction of its own words,
 * in chunks, so that a change costs the same wherever the text ends. Names and buttons have no
 * text of their own: what is selected and copied is the text and nothing else.
 */
export class Passage {
  #root;
  #chunks = [];
  /** The unit with which each of the text's nodes begins. @type {WeakMap<Text, number>} */
  #starts = new WeakMap();
  /** What the marks and buttons stand for. @type {WeakMap<Element, unknown[]>} */
  #keys = new WeakMap();
  #source = '';
  #look;

  /** @param {Element} root whose content is the text alone. */
  constructor(root) {
    this.#root = root;
  }

  /** @param {string} source shows another text, with nothing marked. */
  show(source) {
    this.#source = source;
    this.#chunks = [];
    this.#look = undefined;
    this.#root.replaceChildren(...lineStarts(source).map((from, at, all) => this.#line(from, all[at + 1])));
  }

  #line(from, to = this.#source.length) {
    const line = document.createElement('div');
    line.className = 'line';
    let begin = from;
    do {
      const element = document.createElement('span');
      const end = Math.min(this.#whole(begin + CHUNK), to);
      this.#chunks.push({element, from: begin, to: end, marks: undefined});
      line.append(element);
      begin = end;
    } while (begin < to);
    return line;
  }

  /** A place near a unit that parts no pair of surrogates. */
  #whole(unit) {
    return /[\udc00-\udfff]/.test(this.#source[unit]) ? unit + 1 : unit;
  }

  /**
   * Draws what has changed.
   * @param {Mark[]} marks in any order, one over another too.
   * @param {unknown} look anything; where it is not what it was last time all is drawn.
   */
  mark(marks, look) {
    const wanted = this.#chunks.map(() => []);
    for (const mark of marks) {
      for (let at = this.#chunkAt(mark.from); this.#chunks[at]?.from < mark.to; at += 1) {
        wanted[at].push(mark);
      }
    }
    for (const [at, chunk] of this.#chunks.entries()) {
      if (look === this.#look && isSame(chunk.marks, wanted[at])) continue;
      chunk.marks = wanted[at];
      chunk.element.replaceChildren(...this.#pieces(chunk));
    }
    this.#look = look;
  }

  /** The chunk in which a unit lies; the last one that begins no later. */
  #chunkAt(unit) {
    let low = 0;
    let high = this.#chunks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#chunks[middle].from <= unit) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #pieces({from, to, marks}) {
    const inside = marks.flatMap((mark) => [mark.from, mark.to]).filter((at) => at > from && at < to);
    const cuts = [...new Set([from, ...inside, to])].sort((one, other) => one - other);
    return cuts.slice(0, -1).flatMap((begin, at) => this.#piece(marks, begin, cuts[at + 1]));
  }

  #piece(marks, from, to) {
    const over = marks.filter((mark) => mark.from < to && from < mark.to).sort(shorterFirst);
    const text = document.createTextNode(this.#source.slice(from, to));
    this.#starts.set(text, from);
    if (over.length === 0) return [text];
    const element = document.createElement('mark');
    element.style.setProperty('--mark', over[0].colour);
    element.style.boxShadow = underlines(over);
    element.append(text);
    this.#keys.set(element, over.map(({key}) => key));
    return [element, ...over.filter((mark) => mark.to === to).map((mark) => this.#tag(mark))];
  }

  #tag({key, colour, name}) {
    const tag = document.createElement('span');
    tag.className = 'tag';
    tag.contentEditable = 'false';
    tag.style.setProperty('--mark', colour);
    tag.dataset.name = name;
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'remove';
    button.tabIndex = -1;
    button.title = `Remove ${name}`;
    button.setAttribute('aria-label', `Remove ${name}`);
    tag.append(button);
    this.#keys.set(tag, [key]);
    this.#keys.set(button, [key]);
    return tag;
  }

  /** @param {Element} element @returns {unknown} the key of the mark it belongs to. */
  keyOf(element) {
    return this.#keys.get(element)?.[0];
  }

  /** Shows which mark the caret is in. @param {unknown} key undefined for none. */
  point(key) {
    for (const element of this.#root.querySelectorAll('.current')) element.classList.remove('current');
    if (key === undefined) return;
    for (const element of this.#root.querySelectorAll('mark, .tag')) {
      if (this.#keys.get(element)?.includes(key)) element.classList.add('current');
    }
  }

  /** @param {import('./selection.js').Boundary} boundary @returns {number | null} its unit; null if outside. */
  unitAt([node, offset]) {
    const start = this.#starts.get(node);
    if (start !== undefined) return this.#root.contains(node) ? start + offset : null;
    if (node !== this.#root && !this.#root.contains(node)) return null;
    const next = this.#textAfter(node, offset);
    return next ? this.#starts.get(next) : this.#source.length;
  }

  #textAfter(node, offset) {
    const walker = document.createTreeWalker(this.#root, NodeFilter.SHOW_TEXT);
    const child = node.childNodes[offset];
    if (child instanceof Text) return child;
    walker.currentNode = child ?? lastWithin(node);
    return walker.nextNode();
  }

  /** @param {number} unit @returns {import('./selection.js').Boundary} */
  boundaryAt(unit) {
    const {element} = this.#chunks[this.#chunkAt(unit)];
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    let found = walker.nextNode();
    for (let next = walker.nextNode(); next && this.#starts.get(next) <= unit; next = walker.nextNode()) {
      found = next;
    }
    return found ? [found, unit - this.#starts.get(found)] : [element, 0];
  }
}

function lineStarts(source) {
  const starts = [0];
  for (let at = source.indexOf('\n'); at >= 0; at = source.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function isSame(marks, others) {
  return marks?.length === others.length && marks.every(({key}, at) => key === others[at].key);
}

function shorterFirst(one, other) {
  return one.to - one.from - (other.to - other.from);
}

/** A line below the text for each mark over it. */
function underlines(marks) {
  const lines = marks.flatMap(({colour}, at) => [
    `0 ${3 * at + 2}px 0 ${colour}`,
    `0 ${3 * at + 3}px 0 var(--crowd-surface)`,
  ]);
  return lines.slice(0, -1).join(', ');
}

function lastWithin(node) {
  return node.lastChild ? lastWithin(node.lastChild) : node;
}
