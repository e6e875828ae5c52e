/**
 * The kinds of shapes, by their key in answers. A shape is what the answer holds, and is never
 * changed in place: each change makes another one, which keeps what scripts have added to it.
 */
import {box} from './box.js';
import {line, polygon, polyline} from './path.js';
import {point} from './point.js';

/**
 * @typedef {import('./geometry.js').Point} Point
 * @typedef {import('./geometry.js').Size} Size
 * @typedef {{left: number, top: number, width: number, height: number}} Bounds
 *
 * @typedef {object} Kind
 * @property {string} noun
 * @property {string} plural
 * @property {number} least how many points make a shape,
 * @property {number} most and with how many it is done.
 * @property {boolean} isClosed
 * @property {boolean} canBend whether vertices can be added and removed.
 * @property {(point: Point, size: Size) => Point} at where a point of a shape comes to lie.
 * @property {(label: string, points: Point[], size: Size) => object | undefined} made a shape inside
 *   the image; undefined where the points make none.
 * @property {(shape: object, size: Size) => object | undefined} fitted what a template or a script
 *   gave, in whole pixels inside the image.
 * @property {(shape: object, right: number, down: number, size: Size) => object} moved as far as the
 *   image goes.
 * @property {(shape: object) => Point[]} handles
 * @property {(shape: object, handle: number, point: Point, size: Size) => object | undefined}
 *   withHandle with a handle elsewhere; undefined where that may not be.
 * @property {(shape: object, point: Point) => number} distance from the border.
 * @property {(shape: object, point: Point) => boolean} contains
 * @property {(shape: object) => Bounds} bounds
 * @property {(shape: object) => string} outline the path, as SVG writes it.
 * @property {(shape: object) => string} told where it is, for the worker.
 * @property {(label: string, seen: Bounds, size: Size) => object | undefined} placed a shape in the
 *   middle of what is seen, to begin with.
 */

/** @type {Record<string, Kind>} */
export const kinds = {
  boundingBoxes: box,
  polygons: polygon,
  polylines: polyline,
  lines: line,
  keypoints: point,
};
