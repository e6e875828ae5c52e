/** What keys mean to a tool for shapes. */
import {
  duplicate,
  insertVertex,
  placeShape,
  relabelShape,
  removeShape,
  removeVertex,
} from './commands.js';

const ARROWS = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]};

/** Keys that mean something wherever the focus is, as no page has another use for them. */
const ANYWHERE = {
  Escape: escape,
  Delete: remove,
  Backspace: remove,
};

/** Keys that mean something with the focus on the stage, or in the list. */
const ON_STAGE = {
  Enter: (tool) => {
    if (!tool.draft) return false;
    tool.pen.finish();
    return true;
  },
  n: (tool) => done(placeShape(tool)),
  d: (tool) => tool.chosen !== undefined && done(duplicate(tool)),
  h: (tool, event) => nextHandle(tool, event.shiftKey ? -1 : 1),
  i: (tool) => Boolean(tool.chosen && tool.kind.canBend) && done(insertVertex(tool)),
  PageDown: (tool) => nextShape(tool, 1),
  PageUp: (tool) => nextShape(tool, -1),
};

/**
 * @param {import('./kinds.js').Kind} kind
 * @returns {[string, string][]} what to press, and what it does, for the worker.
 */
export function keysOf({noun, canBend, most}) {
  const ends = canBend ? [['Enter, double click', `end the ${noun}`]] : [];
  const vertices = canBend
    ? [['I', 'add a point after the one that H has reached'], ['Delete', `delete that point`]]
    : [];
  return [
    ...ends,
    ['N', `add a ${noun} without drawing it`],
    ['Page up, Page down', `go through the list`],
    ['Arrows', `move the ${noun} that is chosen by a pixel (Shift: 10)`],
    ...(most > 1 ? [['H, Shift+H', 'next handle, handle before: the arrows move it']] : []),
    ...vertices,
    ['Shift+1 … 9, 0', `change its label`],
    ['D', 'duplicate it'],
    ['Delete', 'delete it'],
    ['Esc', 'give up, or choose none'],
    ['Alt and draw', `begin on top of another ${noun}`],
  ];
}

/** @returns {boolean} whether the key meant something; see `Tool` in `easel.js`. */
export function pressKey(tool, event, isOnStage) {
  if (!tool.size || event.ctrlKey || event.metaKey || event.altKey) return false;
  if (event.key in ANYWHERE) return ANYWHERE[event.key](tool);
  if (!isOnStage) return false;
  const digit = event.shiftKey && /^Digit([0-9])$/.exec(event.code);
  if (digit) return relabel(tool, (Number(digit[1]) + 9) % 10);
  if (event.key in ARROWS) return moveBy(tool, ARROWS[event.key], event.shiftKey ? 10 : 1);
  const action = ON_STAGE[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  return action ? action(tool, event) : false;
}

function done() {
  return true;
}

function escape(tool) {
  if (tool.pen.isBusy) tool.pen.cancel();
  else if (tool.draft) tool.commit(`Unfinished ${tool.kind.noun} given up`, {draft: undefined});
  else if (tool.handle >= 0) tool.setHandle(-1);
  else if (tool.selected >= 0) tool.select(-1);
  else return false;
  return true;
}

/** Deletes the vertex that is chosen, else the shape, else the last point of what is being drawn. */
function remove(tool) {
  if (tool.draft) {
    const points = tool.draft.points.slice(0, -1);
    const draft = points.length > 0 ? {...tool.draft, points} : undefined;
    tool.commit('Last point taken back', {draft});
    return true;
  }
  if (!tool.chosen) return false;
  if (tool.handle >= 0 && tool.kind.canBend) removeVertex(tool);
  else removeShape(tool);
  return true;
}

function nextHandle(tool, step) {
  const {kind, chosen} = tool;
  if (!chosen || kind.most === 1) return false;
  const count = kind.handles(chosen).length;
  tool.setHandle(tool.handle < 0 && step < 0 ? count - 1 : (tool.handle + step + count) % count);
  return true;
}

function nextShape(tool, step) {
  const count = tool.shapes.length;
  if (count === 0) return false;
  const from = tool.selected < 0 && step < 0 ? count : tool.selected;
  tool.choose((from + step + count) % count);
  tool.focusRow();
  return true;
}

function relabel(tool, position) {
  if (!tool.chosen) return false;
  relabelShape(tool, tool.easel.palette.at(position));
  return true;
}

function moveBy(tool, [right, down], step) {
  const {kind, chosen, size, handle, selected} = tool;
  if (!chosen || tool.draft) return false;
  const shape = handle < 0 ? kind.moved(chosen, right * step, down * step, size) : movedHandle();
  const group = `keys ${selected} ${handle}`;
  if (!shape) tool.say('No further.');
  else if (kind.outline(shape) !== kind.outline(chosen)) {
    tool.replace(`${tool.nameOf(shape)} moved`, shape, group);
    tool.say(`${tool.nameOf(shape)}, ${kind.told(shape)}.`);
    tool.easel.stage.show(kind.bounds(shape));
  }
  return true;

  function movedHandle() {
    const {x, y} = kind.handles(chosen)[handle];
    return kind.withHandle(chosen, handle, {x: x + right * step, y: y + down * step}, size);
  }
}
