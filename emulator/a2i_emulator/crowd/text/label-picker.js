/** The labels of a text tool, as buttons with their colours and keys. */
import {css, html, nothing} from '../vendor/lit.js';
import {asList} from '../base/json-attribute.js';
import {colourAt} from '../base/overlay.js';

/** What an entity has whose label is not among the labels. */
const UNKNOWN = '#7f7f7f';

/** @typedef {{label: string, name: string, short: string, colour: string}} Label */

/** @param {unknown} labels the attribute: texts, or `{label, fullDisplayName, shortDisplayName}`. @returns {Label[]} */
export function labelsOf(labels) {
  return asList(labels)
    .filter((entry) => entry !== null && entry !== undefined)
    .map((entry, index) => {
      const label = String(entry.label ?? entry);
      const name = String(entry.fullDisplayName ?? label);
      const short = String(entry.shortDisplayName ?? label);
      return {label, name, short, colour: colourAt(index)};
    });
}

/** @param {Label[]} labels @param {unknown} wanted @returns {Label} an unknown one is shown in grey. */
export function labelNamed(labels, wanted) {
  const text = String(wanted ?? '');
  return (
    labels.find(({label}) => label === text) ?? {label: text, name: text, short: text, colour: UNKNOWN}
  );
}

/**
 * @param {object} parts
 * @param {Label[]} parts.labels
 * @param {(label: Label) => number} parts.count how often one is used.
 * @param {string | undefined} parts.pressed the label that the next selections get.
 * @param {string | undefined} parts.marked the label of what the caret is in.
 * @param {boolean} parts.isLocked
 * @param {(label: Label) => void} parts.onChoose
 * @returns {unknown} a template.
 */
export function labelPicker(parts) {
  const {labels} = parts;
  if (labels.length === 0) return html`<p class="hint">There are no labels to choose from.</p>`;
  return html`<div class="labels" role="group" aria-label="Labels" @mousedown=${keepFocus}>
    ${labels.map((label, index) => renderLabel(parts, label, index))}
  </div>`;
}

function renderLabel({count, pressed, marked, isLocked, onChoose}, label, index) {
  const key = index < 10 ? String((index + 1) % 10) : nothing;
  const isPressed = pressed === label.label;
  return html`<button
    class="option label ${isPressed ? 'pressed' : ''} ${marked === label.label ? 'marked' : ''}"
    type="button"
    style="--mark: ${label.colour}"
    aria-pressed=${isPressed ? 'true' : 'false'}
    aria-keyshortcuts=${key}
    ?disabled=${isLocked}
    @click=${() => onChoose(label)}
  >
    <span class="dot"></span><bdi class="name">${label.name}</bdi>
    <span class="count" aria-hidden="true">${count(label)}</span>
    ${key === nothing ? nothing : html`<kbd aria-hidden="true">${key}</kbd>`}
  </button>`;
}

/** The text keeps the focus, and with it the selection, while a label is chosen for it. */
function keepFocus(event) {
  event.preventDefault();
}

export const labelPickerStyles = css`
  .labels {
    display: flex;
    flex-direction: column;
    gap: 6px;
  }
  .label {
    gap: 10px;
    min-height: 40px;
    padding: 6px 12px;
  }
  .label.marked {
    border-color: var(--crowd-accent);
    box-shadow: inset 0 0 0 1px var(--crowd-accent);
  }
  .label.pressed {
    border-color: var(--crowd-accent);
    background: var(--crowd-accent-soft);
    box-shadow: inset 0 0 0 2px var(--crowd-accent);
  }
  .label .dot {
    flex: none;
    width: 14px;
    height: 14px;
    border-radius: 4px;
    background: var(--mark);
  }
  .label .name {
    flex: 1;
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .label .count {
    color: var(--crowd-text-muted);
    font-size: 0.875rem;
    font-variant-numeric: tabular-nums;
  }
`;
