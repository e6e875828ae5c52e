/** What others drew on an image, laid over it: boxes, lines, points, or a mask. */
import {css, html, nothing, svg} from '../vendor/lit.js';
import {asList} from './json-attribute.js';

/** The colours that labels get in turn: those of the documented examples, and five more. */
const COLOURS = [
  '#1f77b4', '#ff7f0e', '#2ca02c', '#d62728', '#9467bd',
  '#8c564b', '#e377c2', '#7f7f7f', '#bcbd22', '#17becf',
];
const CLOSED = {polygons: true, polylines: false, lines: false};

/** @param {number} index @returns {string} the colour of the label at a position, never twice. */
export function colourAt(index) {
  return COLOURS[index] ?? distantColour(index);
}

/** Steps of the golden angle keep neighbours apart; every third round is lighter. */
function distantColour(index) {
  const [hue, light] = [(index * 137.508) % 360, 42 + 12 * (index % 3)];
  const channel = (turn) => {
    const at = (turn + hue / 30) % 12;
    const share = light - 0.65 * Math.min(light, 100 - light) * Math.max(-1, Math.min(at - 3, 9 - at, 1));
    return Math.round(share * 2.55).toString(16).padStart(2, '0');
  };
  return `#${channel(0)}${channel(8)}${channel(4)}`;
}

/**
 * Draws a drawing tool's answer: `boundingBoxes`, `polygons`, `polylines`, `lines`, `keypoints`.
 * What cannot be drawn is left out: the content is the template's, or the worker's.
 * @param {Record<string, unknown>} drawing in pixels of the image.
 * @param {{width: number, height: number}} size of the image.
 * @param {(label: unknown) => string} colourOf
 * @returns {unknown} a template.
 */
export function renderDrawing(drawing, {width, height}, colourOf) {
  const colour = ({label}) => colourOf(label);
  const shapes = [
    ...objects(drawing.boundingBoxes).map((box) => renderBox(box, colour(box))),
    ...Object.entries(CLOSED).flatMap(([kind, isClosed]) =>
      objects(drawing[kind]).map((path) => renderPath(path, colour(path), isClosed)),
    ),
    ...objects(drawing.keypoints).map((point) => renderPoint(point, colour(point), width)),
  ];
  return html`<svg class="drawing" viewBox="0 0 ${width} ${height}" aria-hidden="true">
    ${shapes}
  </svg>`;
}

/**
 * @param {any} overlay the attribute `overlay` of crowd-image-classifier.
 * @param {{width: number, height: number}} size of the image.
 * @returns {unknown} a template.
 */
export function renderOverlay(overlay, size) {
  const {boundingBox} = overlay;
  const labels = asList(boundingBox?.labels);
  const colourOf = (label) => colourAt(Math.max(labels.indexOf(label), 0));
  const mask = (overlay.semanticSegmentation ?? overlay.instanceSegmentation)?.src;
  return html`${boundingBox
    ? renderDrawing({boundingBoxes: boundingBox.value}, size, colourOf)
    : nothing}${typeof mask === 'string' ? html`<img class="mask" src=${mask} alt="" />` : nothing}`;
}

/** @param {any} overlay @returns {unknown} which colour stands for which label. */
export function renderLegend(overlay) {
  const entries = legendEntries(overlay).filter(([label]) => label !== '');
  if (entries.length === 0) return nothing;
  return html`<ul class="legend" aria-label="Labels">
    ${entries.map(([label, colour]) => html`<li>${renderSwatch(colour)}${label}</li>`)}
  </ul>`;
}

/** @param {string} colour @returns {unknown} a small square. */
export function renderSwatch(colour) {
  return html`<svg class="swatch" width="14" height="14" aria-hidden="true">
    <rect width="14" height="14" rx="3" fill=${colour}></rect>
  </svg>`;
}

function legendEntries({boundingBox, semanticSegmentation, instanceSegmentation}) {
  const boxes = asList(boundingBox?.labels).map((label, index) => [label, colourAt(index)]);
  const mappings = Object.entries(semanticSegmentation?.labelMappings ?? {});
  const classes = mappings.map(([label, mapping]) => [label, mapping?.color]);
  const instances = objects(instanceSegmentation?.instances);
  const things = instances.map(({label, color}) => [label, color]);
  return [...boxes, ...classes, ...things].map(([label, colour]) => [text(label), text(colour)]);
}

function renderBox({left, top, width, height, label}, colour) {
  if (![left, top, width, height].every(Number.isFinite) || width < 0 || height < 0) return nothing;
  return svg`<g stroke=${colour} fill=${colour}>
    <rect x=${left} y=${top} width=${width} height=${height}><title>${text(label)}</title></rect>
  </g>`;
}

function renderPath({vertices, label}, colour, isClosed) {
  const points = objects(vertices).filter(({x, y}) => Number.isFinite(x) && Number.isFinite(y));
  if (points.length === 0) return nothing;
  const path = points.map(({x, y}) => `${x} ${y}`).join('L');
  return svg`<path d=${`M${path}${isClosed ? 'Z' : ''}`} stroke=${colour}
    fill=${isClosed ? colour : 'none'}><title>${text(label)}</title></path>`;
}

function renderPoint({x, y, label}, colour, width) {
  if (!Number.isFinite(x) || !Number.isFinite(y)) return nothing;
  return svg`<circle cx=${x} cy=${y} r=${Math.max(width / 120, 2)} stroke=${colour} fill=${colour}
    ><title>${text(label)}</title></circle>`;
}

function objects(value) {
  return asList(value).filter((item) => item !== null && typeof item === 'object');
}

function text(value) {
  return value === undefined || value === null ? '' : String(value);
}

export const overlayStyles = css`
  .drawing,
  .mask {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
  }
  .mask {
    opacity: 0.55;
  }
  .drawing * {
    stroke-width: 2.5;
    fill-opacity: 0.16;
    vector-effect: non-scaling-stroke;
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 16px;
    margin: 8px 0 0;
    padding: 0;
    list-style: none;
  }
  .legend li {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    font-size: 0.875rem;
  }
`;
