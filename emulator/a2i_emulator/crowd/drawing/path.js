/** Polygons, polylines and lines: `{label, vertices: [{x, y}]}`. */
import {distanceToLine, hasCrossing, isInside, isSame, pixel} from './geometry.js';

function kindOf({isClosed, least, most, ...words}) {
  const kind = {
    ...words,
    isClosed,
    least,
    most,
    canBend: most > least,

    at: pixel,

    made(label, vertices, size) {
      const pixels = vertices.map((vertex) => pixel(vertex, size));
      if (pixels.length < least || pixels.length > most) return undefined;
      return !isClosed && pixels.every((vertex) => isSame(vertex, pixels[0]))
        ? undefined
        : {label, vertices: pixels};
    },

    fitted(shape, size) {
      const given = Array.isArray(shape.vertices) ? shape.vertices : [];
      const isPoint = (vertex) => Number.isFinite(vertex?.x) && Number.isFinite(vertex?.y);
      const vertices = given.filter(isPoint).map((vertex) => ({...vertex, ...pixel(vertex, size)}));
      return vertices.length < least || vertices.length > most ? undefined : {...shape, vertices};
    },

    moved(shape, right, down, size) {
      const {left, top, width, height} = kind.bounds(shape);
      const x = Math.min(Math.max(Math.round(right), -left), size.width - 1 - left - width);
      const y = Math.min(Math.max(Math.round(down), -top), size.height - 1 - top - height);
      const vertices = shape.vertices.map((vertex) => ({...vertex, x: vertex.x + x, y: vertex.y + y}));
      return {...shape, vertices};
    },

    handles({vertices}) {
      return vertices;
    },

    withHandle(shape, index, point, size) {
      const moved = {...shape.vertices[index], ...pixel(point, size)};
      return checked(shape, shape.vertices.with(index, moved), [index]);
    },

    /** With another vertex after the one at a position. */
    withVertex(shape, index, point, size) {
      if (shape.vertices.length >= most) return undefined;
      return checked(shape, shape.vertices.toSpliced(index + 1, 0, pixel(point, size)), [index + 1]);
    },

    withoutVertex(shape, index) {
      if (shape.vertices.length <= least) return undefined;
      const vertices = shape.vertices.toSpliced(index, 1);
      return checked(shape, vertices, [index % vertices.length]);
    },

    distance({vertices}, point) {
      const ends = vertices.map((vertex, index) => [vertex, vertices[index + 1]]);
      const lines = isClosed ? ends.with(-1, [vertices.at(-1), vertices[0]]) : ends.slice(0, -1);
      return Math.min(...lines.map(([from, to]) => distanceToLine(point, from, to)));
    },

    contains({vertices}, point) {
      return isClosed && isInside(point, vertices);
    },

    bounds({vertices}) {
      const [across, along] = [vertices.map(({x}) => x), vertices.map(({y}) => y)];
      const [left, top] = [Math.min(...across), Math.min(...along)];
      return {left, top, width: Math.max(...across) - left, height: Math.max(...along) - top};
    },

    outline({vertices}) {
      return `M${vertices.map(({x, y}) => `${x} ${y}`).join('L')}${isClosed ? 'Z' : ''}`;
    },

    told({vertices}) {
      if (most === 2) return vertices.map(({x, y}) => `${x}, ${y}`).join(' to ');
      return `${vertices.length} points from ${vertices[0].x}, ${vertices[0].y}`;
    },

    placed(label, {left, top, width, height}, size) {
      const at = (x, y) => ({x: left + (width * x) / 4, y: top + (height * y) / 4});
      const corners = isClosed ? [at(1, 1), at(3, 1), at(3, 3), at(1, 3)] : [at(1, 2), at(3, 2)];
      return kind.made(label, corners, size);
    },

    /** @returns {boolean} whether the lines of a shape that is being drawn may not go on so. */
    isForbidden(vertices, isDone) {
      if (!isClosed) return false;
      return hasCrossing(vertices, isDone, [vertices.length - 1]);
    },
  };

  /** A polygon's lines may not cross, unless they did before. */
  function checked(shape, vertices, changed) {
    const isWorse =
      isClosed &&
      hasCrossing(vertices, true, changed) &&
      !hasCrossing(shape.vertices, true, [...shape.vertices.keys()].slice(0, 300));
    return isWorse ? undefined : {...shape, vertices};
  }

  return kind;
}

/** See `kinds.js`. */
export const polygon = kindOf({
  noun: 'polygon',
  plural: 'Polygons',
  demand: 'Draw a polygon',
  isClosed: true,
  least: 3,
  most: Infinity,
});

/** See `kinds.js`. */
export const polyline = kindOf({
  noun: 'polyline',
  plural: 'Polylines',
  demand: 'Draw a polyline',
  isClosed: false,
  least: 2,
  most: Infinity,
});

/** See `kinds.js`. */
export const line = kindOf({
  noun: 'line',
  plural: 'Lines',
  demand: 'Draw a line',
  isClosed: false,
  least: 2,
  most: 2,
});
