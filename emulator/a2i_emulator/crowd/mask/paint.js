/** Painting into a mask: with a round brush, inside of a polygon, and from a point outwards. */

/** @typedef {import('./mask.js').Mask} Mask */
/** @typedef {{x: number, y: number}} Point in pixels of the image; a pixel's middle is at .5. */

/**
 * Paints a line with a round brush, both ends included.
 * @param {Mask} mask
 * @param {Point} from
 * @param {Point} to
 * @param {{size: number, number: number}} brush the diameter in pixels, and what to paint.
 */
export function paintLine(mask, from, to, {size, number}) {
  const rows = stampRows(size);
  const start = cornerOf(from, size);
  const end = cornerOf(to, size);
  const steps = Math.max(Math.abs(end.x - start.x), Math.abs(end.y - start.y), 1);
  for (let step = 0; step <= steps; step += 1) {
    const x = Math.round(start.x + ((end.x - start.x) * step) / steps);
    const y = Math.round(start.y + ((end.y - start.y) * step) / steps);
    for (let row = 0; row < size; row += 1) {
      mask.paintRow(y + row, x + rows[row], x + size - rows[row], number);
    }
  }
}

/** The pixel at the brush's upper left corner: the brush lies as near to the point as it can. */
function cornerOf({x, y}, size) {
  return {x: Math.round(x - size / 2), y: Math.round(y - size / 2)};
}

const stamps = new Map();

/** @returns {number[]} how many pixels of each row of the brush's square lie outside of its disc. */
function stampRows(size) {
  if (!stamps.has(size)) {
    const radius = size / 2;
    const rows = Array.from({length: size}, (_, row) => {
      const half = Math.sqrt(Math.max(radius ** 2 - (row + 0.5 - radius) ** 2, 0));
      return Math.max(Math.ceil(radius - half - 0.5), 0);
    });
    stamps.set(size, rows);
  }
  return stamps.get(size);
}

/**
 * Paints every pixel whose middle lies inside of a polygon, also where its lines cross.
 * @param {Mask} mask
 * @param {Point[]} points its corners in turn.
 * @param {number} number what to paint.
 */
export function paintPolygon(mask, points, number) {
  const edges = points.map((point, at) => edge(point, points[(at + 1) % points.length]));
  const heights = points.map(({y}) => y);
  const top = Math.max(Math.ceil(Math.min(...heights) - 0.5), 0);
  const bottom = Math.min(Math.ceil(Math.max(...heights) - 0.5), mask.height);
  for (let y = top; y < bottom; y += 1) paintBetween(mask, y, crossings(edges, y + 0.5), number);
}

function edge(from, to) {
  const [upper, lower, direction] = from.y < to.y ? [from, to, 1] : [to, from, -1];
  return {upper, lower, direction};
}

function crossings(edges, y) {
  const met = edges.filter(({upper, lower}) => upper.y <= y && lower.y > y);
  const found = met.map(({upper, lower, direction}) => {
    const share = (y - upper.y) / (lower.y - upper.y);
    return {x: upper.x + share * (lower.x - upper.x), direction};
  });
  return found.sort((left, right) => left.x - right.x);
}

function paintBetween(mask, y, found, number) {
  let winding = 0;
  for (const [at, {x, direction}] of found.entries()) {
    winding += direction;
    if (winding === 0) continue;
    mask.paintRow(y, Math.ceil(x - 0.5), Math.ceil(found[at + 1].x - 0.5), number);
  }
}

/**
 * Paints from a pixel outwards, up, down and sideways, as far as the mask is the same there.
 * @param {Mask} mask
 * @param {{x: number, y: number}} seed a pixel of the image.
 * @param {number} number what to paint.
 * @param {(at: number) => boolean} [isAlike] whether a pixel, by its place in the image's rows one
 *   after the other, belongs to the seed in another way as well.
 */
export function paintOutwards(mask, seed, number, isAlike = () => true) {
  const old = mask.at(seed.x, seed.y);
  if (old === number || old !== (mask.over ?? old)) return;
  const {width, height, pixels} = mask;
  const isIn = (at) => pixels[at] === old && isAlike(at);
  const pending = [seed.y * width + seed.x];
  while (pending.length > 0) {
    const at = pending.pop();
    if (!isIn(at)) continue;
    const y = Math.floor(at / width);
    let left = at;
    let right = at + 1;
    while (left > y * width && isIn(left - 1)) left -= 1;
    while (right < (y + 1) * width && isIn(right)) right += 1;
    mask.paintRow(y, left - y * width, right - y * width, number);
    if (y > 0) startRuns(pending, left - width, right - width, isIn);
    if (y < height - 1) startRuns(pending, left + width, right + width, isIn);
  }
}

/** Notes the first pixel of each run between two places of a row. */
function startRuns(pending, from, to, isIn) {
  let wasIn = false;
  for (let at = from; at < to; at += 1) {
    const isNow = isIn(at);
    if (isNow && !wasIn) pending.push(at);
    wasIn = isNow;
  }
}

/**
 * @param {Uint8ClampedArray} image four bytes a pixel.
 * @param {number} seed a pixel's place, as `paintOutwards` counts.
 * @param {number} tolerance how far apart two colours may be, 0 to 441.
 * @returns {(at: number) => boolean} whether a pixel's colour is like the seed's.
 */
export function likeColour(image, seed, tolerance) {
  const [red, green, blue] = image.subarray(seed * 4, seed * 4 + 3);
  const most = tolerance ** 2;
  return (at) =>
    (image[at * 4] - red) ** 2 +
      (image[at * 4 + 1] - green) ** 2 +
      (image[at * 4 + 2] - blue) ** 2 <=
    most;
}
