/** Boxes: `{height, label, left, top, width}`. Their edges lie between pixels. */
import {whole} from './geometry.js';

/** Where the handles are, in halves of width and height, clockwise from the top left. */
const HANDLES = [
  [0, 0], [1, 0], [2, 0], [2, 1], [2, 2], [1, 2], [0, 2], [0, 1],
];

function between(one, other, size) {
  const [left, right] = [one.x, other.x].map((x) => whole(x, size.width)).sort(ascending);
  const [top, bottom] = [one.y, other.y].map((y) => whole(y, size.height)).sort(ascending);
  return {left, top, width: right - left, height: bottom - top};
}

function ascending(one, other) {
  return one - other;
}

/** See `kinds.js`. @type {import('./kinds.js').Kind} */
export const box = {
  noun: 'box',
  plural: 'Boxes',
  most: 2,
  least: 2,
  isClosed: true,
  canBend: false,

  at({x, y}, size) {
    return {x: whole(x, size.width), y: whole(y, size.height)};
  },

  made(label, [from, to], size) {
    if (!to) return undefined;
    const edges = between(from, to, size);
    return edges.width > 0 && edges.height > 0 ? {label, ...edges} : undefined;
  },

  fitted(shape, size) {
    const {left, top, width, height} = shape;
    if (![left, top, width, height].every(Number.isFinite)) return undefined;
    const edges = between({x: left, y: top}, {x: left + width, y: top + height}, size);
    return edges.width > 0 && edges.height > 0 ? {...shape, ...edges} : undefined;
  },

  moved(shape, right, down, size) {
    const left = whole(shape.left + right, size.width - shape.width);
    const top = whole(shape.top + down, size.height - shape.height);
    return {...shape, left, top};
  },

  handles({left, top, width, height}) {
    return HANDLES.map(([x, y]) => ({x: left + (x * width) / 2, y: top + (y * height) / 2}));
  },

  withHandle(shape, index, point, size) {
    const {left, top, width, height} = shape;
    const [x, y] = HANDLES[index];
    const across = x === 1 ? [left, left + width] : [x === 0 ? left + width : left, point.x];
    const along = y === 1 ? [top, top + height] : [y === 0 ? top + height : top, point.y];
    const edges = between({x: across[0], y: along[0]}, {x: across[1], y: along[1]}, size);
    return edges.width > 0 && edges.height > 0 ? {...shape, ...edges} : undefined;
  },

  distance({left, top, width, height}, {x, y}) {
    const beside = Math.max(left - x, x - left - width);
    const above = Math.max(top - y, y - top - height);
    if (beside <= 0 && above <= 0) return Math.min(-beside, -above);
    return Math.hypot(Math.max(beside, 0), Math.max(above, 0));
  },

  contains({left, top, width, height}, {x, y}) {
    return x >= left && x <= left + width && y >= top && y <= top + height;
  },

  bounds({left, top, width, height}) {
    return {left, top, width, height};
  },

  outline({left, top, width, height}) {
    return `M${left} ${top}h${width}v${height}h${-width}Z`;
  },

  told({left, top, width, height}) {
    return `${width} × ${height} at ${left}, ${top}`;
  },

  /** In the middle of what is seen, a quarter of it. */
  placed(label, {left, top, width, height}, size) {
    const from = {x: left + width / 4, y: top + height / 4};
    const to = {x: from.x + Math.max(width / 2, 1), y: from.y + Math.max(height / 2, 1)};
    return box.made(label, [from, to], size);
  },
};
