/** The list of what is drawn, and what can be done with the one that is chosen. */
import {html, live, nothing} from '../vendor/lit.js';
import {renderSwatch} from '../base/overlay.js';
import {duplicate, placeShape, relabelShape, removeShape, removeVertex} from './commands.js';
import {icon} from './icons.js';

/** How many rows are skipped together while they are out of sight; see `shapes.css.js`. */
const ROWS = 50;

/**
 * @param {object} parts
 * @param {import('./shape-tool.js').ShapeTool} parts.tool
 * @param {import('./shapes-widget.js').ShapesWidget} parts.host
 * @returns {unknown} a template.
 */
export function renderShapeList({tool, host}) {
  const {kind, shapes} = tool;
  return html`<div class="list-head">
      <h3 id="drawn">${kind.plural} <span class="count">${shapes.length}</span></h3>
      <button
        class="button normal small"
        type="button"
        title="Add one without drawing it (N)"
        ?disabled=${host.isLocked || host.labelNames.length === 0 || !host.imageSize}
        @click=${() => placeShape(tool)}
      >
        ${icon('add', 16)} Add
      </button>
    </div>
    ${shapes.length === 0
      ? html`<p class="hint">Nothing is drawn yet.</p>`
      : html`${renderActions(tool, host)}
          <div class="drawn" role="list" aria-labelledby="drawn">${renderRows(tool, host)}</div>`}`;
}

function renderRows(tool, host) {
  const rows = tool.shapes.map((shape, index) => renderRow(tool, host, shape, index));
  const starts = rows.keys().filter((index) => index % ROWS === 0);
  return [...starts].map((start) => {
    const some = rows.slice(start, start + ROWS);
    return html`<div class="rows" role="none" style="--rows: ${some.length}">${some}</div>`;
  });
}

function renderRow(tool, host, shape, index) {
  const choose = () => tool.choose(index);
  return html`<div role="listitem">
    <button
      class="row"
      type="button"
      aria-current=${index === tool.selected ? 'true' : nothing}
      tabindex=${index === Math.max(tool.selected, 0) ? 0 : -1}
      @click=${choose}
      @focus=${choose}
    >
      ${renderSwatch(host.colourOf(shape.label))}
      <span class="row-name" dir="auto">${shape.label}</span>
      <span class="row-place">${tool.kind.told(shape)}</span>
    </button>
  </div>`;
}

/** Always there, so that nothing moves when a shape is chosen. */
function renderActions(tool, host) {
  const {kind, chosen, handle} = tool;
  const isOff = host.isLocked || !chosen;
  return html`<div class="chosen" role="group" aria-label=${`The ${kind.noun} that is chosen`}>
    ${renderLabels(tool, host, isOff)}
    ${kind.canBend ? renderRemovePoint(tool, isOff || handle < 0) : nothing}
    ${renderAction('Duplicate', 'duplicate', isOff, () => duplicate(tool))}
    ${renderAction('Delete', 'remove', isOff, () => removeShape(tool))}
  </div>`;
}

function renderRemovePoint(tool, isOff) {
  const label = tool.handle < 0 ? 'Delete point' : `Delete point ${tool.handle + 1}`;
  return renderAction(label, 'removePoint', isOff, () => removeVertex(tool));
}

function renderLabels(tool, {labelNames}, isOff) {
  const label = tool.chosen?.label ?? '';
  const names = labelNames.includes(label) ? labelNames : [label, ...labelNames];
  return html`<select
    aria-label="Its label"
    ?disabled=${isOff}
    @input=${(event) => event.stopPropagation()}
    @change=${(event) => {
      event.stopPropagation();
      relabelShape(tool, names[event.target.selectedIndex]);
    }}
  >
    ${names.map((name) => html`<option .selected=${live(name === label)}>${name}</option>`)}
  </select>`;
}

function renderAction(label, picture, isOff, onClick) {
  return html`<button
    class="button normal small"
    type="button"
    aria-label=${label}
    title=${label}
    ?disabled=${isOff}
    @click=${onClick}
  >
    ${icon(picture, 18)}
  </button>`;
}
