/** What buttons and keys do to the shape that is chosen. */

/** @typedef {import('./shape-tool.js').ShapeTool} ShapeTool */

/** @param {ShapeTool} tool */
export function removeShape(tool) {
  const {chosen, selected, shapes} = tool;
  if (!chosen) return;
  const left = shapes.toSpliced(selected, 1);
  tool.commit(`${tool.nameOf(chosen)} deleted`, {shapes: left, selected: -1});
  tool.easel.focus();
}

/** @param {ShapeTool} tool adds the same shape a little further down, or up where there is no room. */
export function duplicate(tool) {
  const {chosen, kind, size} = tool;
  if (!chosen) return;
  const step = Math.max(Math.round(12 * tool.easel.pixelSize), 1);
  const moved = kind.moved(chosen, step, step, size);
  const isStuck = kind.outline(moved) === kind.outline(chosen);
  tool.add(isStuck ? kind.moved(chosen, -step, -step, size) : moved, 'duplicated');
  tool.isHeld = true;
}

/** @param {ShapeTool} tool @param {string | undefined} label */
export function relabelShape(tool, label) {
  if (!tool.chosen || label === undefined || label === tool.chosen.label) return;
  tool.replace(`${tool.nameOf(tool.chosen)} is now ${label}`, {...tool.chosen, label});
}

/** @param {ShapeTool} tool makes a shape that was not drawn, for who has no pointer. */
export function placeShape(tool) {
  const {label} = tool.easel.palette;
  if (label === undefined || !tool.size) return;
  const shape = tool.kind.placed(label, tool.easel.stage.seen, tool.size);
  if (!shape) return;
  tool.add(shape);
  tool.isHeld = true;
  tool.easel.focus();
  tool.say(`${tool.nameOf(shape)} added: ${tool.kind.told(shape)}. The arrows move it.`);
}

/** @param {ShapeTool} tool deletes the vertex that is chosen. */
export function removeVertex(tool) {
  const {kind, chosen, handle} = tool;
  if (kind.handles(chosen).length <= kind.least) {
    tool.say(`A ${kind.noun} needs ${kind.least} points or more.`);
    return;
  }
  const shape = kind.withoutVertex(chosen, handle);
  if (shape) tool.replace(`Point ${handle + 1} of ${tool.nameOf(shape)} deleted`, shape);
  else tool.say('Its lines would cross without that point.');
}

/** @param {ShapeTool} tool adds a vertex in the middle of the line after the one that is chosen. */
export function insertVertex(tool) {
  const {kind, chosen, size} = tool;
  const points = kind.handles(chosen);
  const from = Math.max(tool.handle, 0);
  const index = !kind.isClosed && from === points.length - 1 ? from - 1 : from;
  const [one, other] = [points[index], points[(index + 1) % points.length]];
  const middle = {x: (one.x + other.x) / 2, y: (one.y + other.y) / 2};
  const shape = kind.withVertex(chosen, index, middle, size);
  if (!shape) return;
  tool.replace(`Point added to ${tool.nameOf(shape)}`, shape);
  tool.setHandle(index + 1);
}
