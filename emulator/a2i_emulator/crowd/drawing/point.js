/** Points: `{label, x, y}`. */
import {distance, pixel} from './geometry.js';

/** See `kinds.js`. @type {import('./kinds.js').Kind} */
export const point = {
  noun: 'point',
  plural: 'Points',
  most: 1,
  least: 1,
  isClosed: false,
  canBend: false,

  at: pixel,

  made(label, [at], size) {
    return at && {label, ...pixel(at, size)};
  },

  fitted(shape, size) {
    const isPoint = Number.isFinite(shape.x) && Number.isFinite(shape.y);
    return isPoint ? {...shape, ...pixel(shape, size)} : undefined;
  },

  moved(shape, right, down, size) {
    return {...shape, ...pixel({x: shape.x + right, y: shape.y + down}, size)};
  },

  handles({x, y}) {
    return [{x, y}];
  },

  withHandle(shape, _index, at, size) {
    return {...shape, ...pixel(at, size)};
  },

  distance,

  contains() {
    return false;
  },

  bounds({x, y}) {
    return {left: x, top: y, width: 0, height: 0};
  },

  outline({x, y}) {
    return `M${x} ${y}h0`;
  },

  told({x, y}) {
    return `${x}, ${y}`;
  },

  placed(label, {left, top, width, height}, size) {
    return point.made(label, [{x: left + width / 2, y: top + height / 2}], size);
  },
};
