/** Where a pair stands in the document. */
import {css, svg} from '../vendor/lit.js';
import {asList} from '../base/json-attribute.js';

/**
 * @param {object} block
 * @returns {{x: number, y: number}[]} its corners in shares of the page; none if it has none.
 */
export function cornersOf({geometry}) {
  const polygon = asList(geometry?.polygon).filter(isPoint);
  if (polygon.length >= 3) return polygon;
  const {left, top, width, height} = geometry?.boundingBox ?? {};
  if (![left, top, width, height].every(Number.isFinite)) return [];
  return [
    {x: left, y: top},
    {x: left + width, y: top},
    {x: left + width, y: top + height},
    {x: left, y: top + height},
  ];
}

/**
 * @param {import('./pairs.js').Pair} pair
 * @returns {DOMRect | null} the smallest rectangle around it, in shares of the page.
 */
export function boundsOf({key, values}) {
  const corners = [key, ...values].flatMap(cornersOf);
  if (corners.length === 0) return null;
  const [xs, ys] = [corners.map(({x}) => x), corners.map(({y}) => y)];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return new DOMRect(left, top, Math.max(...xs) - left, Math.max(...ys) - top);
}

/** @param {import('./pairs.js').Pair} pair @returns {unknown} its outlines, as SVG. */
export function renderOutline({key, values}) {
  return svg`${shape(key, 'key')}${values.map((value) => shape(value, 'value'))}`;
}

function shape(block, role) {
  const points = cornersOf(block).map(({x, y}) => `${x},${y}`);
  return svg`<polygon class=${role} points=${points.join(' ')}></polygon>`;
}

function isPoint(point) {
  return Number.isFinite(point?.x) && Number.isFinite(point?.y);
}

export const outlineStyles = css`
  .outlines {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    mix-blend-mode: multiply;
  }
  polygon {
    fill-opacity: 0;
    stroke-width: 1;
    stroke-opacity: 0.6;
    vector-effect: non-scaling-stroke;
    cursor: pointer;
    pointer-events: all;
  }
  .key {
    fill: #1f5fd6;
    stroke: #1f5fd6;
  }
  .value {
    fill: #0b7a4b;
    stroke: #0b7a4b;
  }
  .rejected polygon {
    stroke-dasharray: 4 4;
    stroke-opacity: 0.35;
  }
  .active polygon {
    fill-opacity: 0.28;
    stroke-width: 2;
    stroke-opacity: 1;
  }
`;
