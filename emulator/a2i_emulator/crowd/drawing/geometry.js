/** Points, lines and where they meet; all in pixels of the image. */

/** @typedef {{x: number, y: number}} Point @typedef {{width: number, height: number}} Size */

/** @param {number} value @param {number} most @returns {number} a whole number from 0 to most. */
export function whole(value, most) {
  return Math.min(Math.max(Math.round(value), 0), Math.max(most, 0));
}

/** @param {Point} point @param {Size} size @returns {Point} the pixel of the image nearest to it. */
export function pixel({x, y}, {width, height}) {
  return {x: whole(x, width - 1), y: whole(y, height - 1)};
}

/** @param {Point} one @param {Point} other @returns {number} */
export function distance(one, other) {
  return Math.hypot(one.x - other.x, one.y - other.y);
}

/** @param {Point} one @param {Point} other @returns {boolean} */
export function isSame(one, other) {
  return one.x === other.x && one.y === other.y;
}

/** @param {Point} point @param {Point} from @param {Point} to @returns {number} from the line. */
export function distanceToLine(point, from, to) {
  const [x, y] = [to.x - from.x, to.y - from.y];
  const length = x * x + y * y;
  const share = length === 0 ? 0 : ((point.x - from.x) * x + (point.y - from.y) * y) / length;
  const at = Math.min(Math.max(share, 0), 1);
  return distance(point, {x: from.x + at * x, y: from.y + at * y});
}

/** @param {Point} point @param {Point[]} vertices @returns {boolean} whether it lies inside. */
export function isInside(point, vertices) {
  let inside = false;
  for (const [index, to] of vertices.entries()) {
    const from = vertices.at(index - 1);
    const isBeside = from.y > point.y !== to.y > point.y;
    const x = from.x + ((to.x - from.x) * (point.y - from.y)) / (to.y - from.y);
    if (isBeside && point.x < x) inside = !inside;
  }
  return inside;
}

/** @returns {number} which side of a line a point is on: 0 for on it. */
function side(from, to, {x, y}) {
  return Math.sign((to.x - from.x) * (y - from.y) - (to.y - from.y) * (x - from.x));
}

function isOn(point, from, to) {
  if (side(from, to, point) !== 0) return false;
  const isIn = (value, one, other) => value >= Math.min(one, other) && value <= Math.max(one, other);
  return isIn(point.x, from.x, to.x) && isIn(point.y, from.y, to.y);
}

/** @returns {boolean} whether two lines have a point in common, besides an end that both have. */
function doMeet([a, b], [c, d]) {
  if (isSame(a, c)) return !isSame(b, d) ? isOn(b, c, d) || isOn(d, a, b) : true;
  if (isSame(a, d)) return isOn(b, c, d) || isOn(c, a, b) || isSame(b, c);
  if (isSame(b, c)) return isOn(a, c, d) || isOn(d, a, b);
  if (isSame(b, d)) return isOn(a, c, d) || isOn(c, a, b);
  if (side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0) return true;
  return isOn(c, a, b) || isOn(d, a, b) || isOn(a, c, d) || isOn(b, c, d);
}

/**
 * @param {Point[]} vertices
 * @param {boolean} isClosed
 * @param {number[]} changed the positions of the vertices whose lines are looked at.
 * @returns {boolean} whether one of those lines meets another one.
 */
export function hasCrossing(vertices, isClosed, changed) {
  const count = isClosed ? vertices.length : vertices.length - 1;
  const line = (index) => [vertices[index], vertices[(index + 1) % vertices.length]];
  const lines = new Set(changed.flatMap((at) => [at, (at || vertices.length) - 1]));
  const areNeighbours = (one, other) => {
    const apart = Math.abs(one - other);
    return apart === 1 || (isClosed && apart === count - 1);
  };
  for (const one of lines) {
    if (one >= count || isSame(...line(one))) continue;
    const isAway = awayFrom(...line(one));
    for (let other = 0; other < count; other += 1) {
      if (other === one || isAway(vertices[other], vertices[(other + 1) % vertices.length])) continue;
      if (!areNeighbours(one, other) && haveSharedEnd(line(one), line(other))) return true;
      if (doMeet(line(one), line(other))) return true;
    }
  }
  return false;
}

/** @returns tells of a line whether it cannot meet another, which of two thousand nearly all cannot. */
function awayFrom(a, b) {
  const [left, right] = [Math.min(a.x, b.x), Math.max(a.x, b.x)];
  const [top, bottom] = [Math.min(a.y, b.y), Math.max(a.y, b.y)];
  return (c, d) =>
    (c.x < left && d.x < left) ||
    (c.x > right && d.x > right) ||
    (c.y < top && d.y < top) ||
    (c.y > bottom && d.y > bottom);
}

/** @returns {boolean} whether lines that are no neighbours touch in a vertex. */
function haveSharedEnd([a, b], [c, d]) {
  return isSame(a, c) || isSame(a, d) || isSame(b, c) || isSame(b, d);
}
