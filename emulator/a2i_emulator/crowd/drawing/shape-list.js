/** The list of what is drawn, and what can be done with the one that is chosen. */
import {html, live, nothing} from '../vendor/lit.js';
import {renderSwatch} from '../base/overlay.js';
import {duplicate, placeShape, relabelShape, removeShape, removeVertex} from './commands.js';
import {icon} from './icons.js';

/**
 * @param {object} parts
 * @param {import('./shape-tool.js').ShapeTool} parts.tool
 * @param {import('../base/shapes-widget.js').ShapesWidget} parts.host
 * @returns {unknown} a template.
 */
export function renderShapeList({tool, host}) {
  const {kind, shapes, chosen} = tool;
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
      : html`<ul class="drawn" aria-labelledby="drawn">
          ${shapes.map((shape, index) => renderRow(tool, host, shape, index))}
        </ul>`}
    ${chosen ? renderActions(tool, host) : nothing}`;
}

function renderRow(tool, host, shape, index) {
  const choose = () => tool.choose(index);
  return html`<li>
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
  </li>`;
}

function renderActions(tool, host) {
  const {labelNames, isLocked} = host;
  const {label} = tool.chosen;
  const names = labelNames.includes(label) ? labelNames : [label, ...labelNames];
  const hasVertex = tool.kind.canBend && tool.handle >= 0;
  return html`<div class="chosen" role="group" aria-label=${`The ${tool.kind.noun} that is chosen`}>
      <select
        aria-label="Its label"
        ?disabled=${isLocked}
        @input=${(event) => event.stopPropagation()}
        @change=${(event) => {
          event.stopPropagation();
          relabelShape(tool, names[event.target.selectedIndex]);
        }}
      >
        ${names.map((name) => html`<option .selected=${live(name === label)}>${name}</option>`)}
      </select>
      ${renderAction('Duplicate', 'duplicate', isLocked, () => duplicate(tool))}
      ${renderAction('Delete', 'remove', isLocked, () => removeShape(tool))}
    </div>
    ${hasVertex
      ? html`<button
          class="button normal small"
          type="button"
          ?disabled=${isLocked}
          @click=${() => removeVertex(tool)}
        >
          Delete point ${tool.handle + 1}
        </button>`
      : nothing}`;
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
