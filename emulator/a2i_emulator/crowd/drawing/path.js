/** Polygons, polylines and lines: `{label, vertices: [{x, y}]}`. */
import {distanceToLine, hasCrossing, isInside, isSame, pixel} from './geometry.js';

/** How many vertices of a polygon that crosses itself are looked at, to find that it did before. */
const ENOUGH = 300;

/** See `kinds.js`. @implements {import('./kinds.js').Kind} */
class PathKind {
  /** @param {{noun, plural, isClosed, least, most}} words what tells the three apart. */
  constructor(words) {
    Object.assign(this, words);
    this.canBend = this.most > this.least;
  }

  at(point, size) {
    return pixel(point, size);
  }

  made(label, points, size) {
    const vertices = points.map((point) => pixel(point, size));
    const isDot = vertices.every((vertex) => isSame(vertex, vertices[0]));
    return this.#isLong(vertices) && !isDot ? {label, vertices} : undefined;
  }

  fitted(shape, size) {
    const given = Array.isArray(shape.vertices) ? shape.vertices : [];
    const isPoint = (vertex) => Number.isFinite(vertex?.x) && Number.isFinite(vertex?.y);
    const vertices = given.filter(isPoint).map((vertex) => ({...vertex, ...pixel(vertex, size)}));
    return this.#isLong(vertices) ? {...shape, vertices} : undefined;
  }

  #isLong({length}) {
    return length >= this.least && length <= this.most;
  }

  moved(shape, right, down, size) {
    const {left, top, width, height} = this.bounds(shape);
    const x = Math.min(Math.max(Math.round(right), -left), size.width - 1 - left - width);
    const y = Math.min(Math.max(Math.round(down), -top), size.height - 1 - top - height);
    const step = (vertex) => ({...vertex, x: vertex.x + x, y: vertex.y + y});
    return {...shape, vertices: shape.vertices.map(step)};
  }

  handles({vertices}) {
    return vertices;
  }

  withHandle(shape, index, point, size) {
    const moved = {...shape.vertices[index], ...pixel(point, size)};
    return this.#checked(shape, shape.vertices.with(index, moved), index);
  }

  /** With another vertex after the one at a position. */
  withVertex(shape, index, point, size) {
    if (shape.vertices.length >= this.most) return undefined;
    const vertices = shape.vertices.toSpliced(index + 1, 0, pixel(point, size));
    return this.#checked(shape, vertices, index + 1);
  }

  withoutVertex(shape, index) {
    if (shape.vertices.length <= this.least) return undefined;
    const vertices = shape.vertices.toSpliced(index, 1);
    return this.#checked(shape, vertices, index % vertices.length);
  }

  /** A polygon's lines may not cross, unless they did before. */
  #checked(shape, vertices, changed) {
    const changedShape = {...shape, vertices};
    if (!this.isClosed || !hasCrossing(vertices, true, [changed])) return changedShape;
    const before = [...shape.vertices.keys()].slice(0, ENOUGH);
    return hasCrossing(shape.vertices, true, before) ? changedShape : undefined;
  }

  /** @returns {boolean} whether the lines of a shape that is being drawn may not go on so. */
  isForbidden(vertices, isDone) {
    return this.isClosed && hasCrossing(vertices, isDone, [vertices.length - 1]);
  }

  distance({vertices}, point) {
    const ends = vertices.map((vertex, index) => [vertex, vertices[index + 1] ?? vertices[0]]);
    const lines = this.isClosed ? ends : ends.slice(0, -1);
    return Math.min(...lines.map(([from, to]) => distanceToLine(point, from, to)));
  }

  contains({vertices}, point) {
    return this.isClosed && isInside(point, vertices);
  }

  bounds({vertices}) {
    const [across, along] = [vertices.map(({x}) => x), vertices.map(({y}) => y)];
    const [left, top] = [Math.min(...across), Math.min(...along)];
    return {left, top, width: Math.max(...across) - left, height: Math.max(...along) - top};
  }

  outline({vertices}) {
    return `M${vertices.map(({x, y}) => `${x} ${y}`).join('L')}${this.isClosed ? 'Z' : ''}`;
  }

  told({vertices}) {
    if (this.most === 2) return vertices.map(({x, y}) => `${x}, ${y}`).join(' to ');
    return `${vertices.length} points from ${vertices[0].x}, ${vertices[0].y}`;
  }

  placed(label, {left, top, width, height}, size) {
    const at = (x, y) => ({x: left + (width * x) / 4, y: top + (height * y) / 4});
    const corners = this.isClosed ? [at(1, 1), at(3, 1), at(3, 3), at(1, 3)] : [at(1, 2), at(3, 2)];
    return this.made(label, corners, size);
  }
}

/** See `kinds.js`. */
export const polygon = new PathKind({
  noun: 'polygon',
  plural: 'Polygons',
  isClosed: true,
  least: 3,
  most: Infinity,
});

/** See `kinds.js`. */
export const polyline = new PathKind({
  noun: 'polyline',
  plural: 'Polylines',
  isClosed: false,
  least: 2,
  most: Infinity,
});

/** See `kinds.js`. */
export const line = new PathKind({
  noun: 'line',
  plural: 'Lines',
  isClosed: false,
  least: 2,
  most: 2,
});
