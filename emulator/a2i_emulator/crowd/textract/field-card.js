/** The card of one pair in the list beside the document. */
import {css, html, live, nothing} from '../vendor/lit.js';

/**
 * @param {object} parts
 * @param {import('./review.js').Review} parts.review
 * @param {number} parts.index
 * @param {boolean} parts.isActive whether the pair is highlighted.
 * @param {boolean} parts.canEditKey
 * @param {boolean} parts.isDisabled
 * @param {string} parts.problem what is missing, once the worker has tried to submit.
 * @param {(index: number, change: object) => void} parts.onChange
 * @returns {unknown} a template.
 */
export function fieldCard(parts) {
  const {review, index, isActive, problem} = parts;
  const isMuted = review.isRejected ? 'muted' : '';
  return html`<li class="card ${isActive ? 'active' : ''} ${isMuted}" data-index=${index}>
    <div class="card-head">
      ${renderKey(parts)}${review.isDetected ? renderVerdict(parts) : nothing}
    </div>
    ${review.pair?.selection ? renderBox(parts) : renderValue(parts)}
    <div class="options">${renderOptions(parts)}</div>
    <div id="problem-${index}" aria-live="polite">
      ${problem ? html`<p class="problem">${problem}</p>` : nothing}
    </div>
  </li>`;
}

function renderKey({review, index, canEditKey, isDisabled, onChange}) {
  if (!canEditKey || !review.isDetected) {
    return html`<span class="key-text" dir="auto" id="key-${index}">${review.keyText || 'Key'}</span>`;
  }
  return html`<textarea
    class="entry key-text"
    dir="auto"
    id="key-${index}"
    rows="1"
    aria-label="Key"
    ?disabled=${isDisabled || review.isRejected}
    .value=${live(review.keyText)}
    @input=${(event) => onChange(index, {keyText: oneLine(event)})}
  ></textarea>`;
}

/** Whether it is a pair at all. */
function renderVerdict({review, index, isDisabled, onChange}) {
  const choice = (label, isRejected) => html`<label>
    <input
      type="radio"
      name="verdict-${index}"
      ?disabled=${isDisabled}
      .checked=${live(review.isRejected === isRejected)}
      @input=${stop}
      @change=${() => onChange(index, {isRejected})}
    /><span>${label}</span>
  </label>`;
  return html`<div class="verdict" role="radiogroup" aria-label="Valid key-value pair?">
    ${choice('Yes', false)}${choice('No', true)}
  </div>`;
}

function renderValue({review, index, isDisabled, problem, onChange}) {
  const isOff = isDisabled || review.isRejected || review.isBlank;
  return html`<textarea
    class="entry value-text"
    dir="auto"
    rows="1"
    aria-label="Value of ${review.keyText || 'this key'}"
    aria-describedby="problem-${index}"
    aria-invalid=${problem ? 'true' : nothing}
    placeholder=${review.isBlank ? 'Blank' : 'Type the value'}
    spellcheck="false"
    ?disabled=${isOff}
    .value=${live(review.isBlank ? '' : review.valueText)}
    @input=${(event) => onChange(index, {valueText: oneLine(event)})}
  ></textarea>`;
}

function renderBox({review, index, isDisabled, onChange}) {
  return checkBox({
    label: 'Selected',
    isChecked: review.isSelected,
    isDisabled: isDisabled || review.isRejected,
    onChange: (isSelected) => onChange(index, {isSelected}),
  });
}

function renderOptions({review, index, isDisabled, onChange}) {
  const isLost = !review.isDetected && review.isRejected;
  const blank = checkBox({
    label: 'Value is blank',
    isChecked: review.isBlank && !review.isRejected,
    isDisabled: isDisabled || review.isRejected,
    onChange: (isBlank) => onChange(index, {isBlank}),
  });
  const lost = checkBox({
    label: 'Key not found',
    isChecked: isLost,
    isDisabled,
    onChange: (isRejected) => onChange(index, {isRejected}),
  });
  return html`${review.pair?.selection ? nothing : blank}${review.isDetected ? nothing : lost}`;
}

function checkBox({label, isChecked, isDisabled, onChange}) {
  return html`<label class="option">
    <input
      type="checkbox"
      ?disabled=${isDisabled}
      .checked=${live(isChecked)}
      @input=${stop}
      @change=${(event) => onChange(event.target.checked)}
    />${label}
  </label>`;
}

/** What was typed or pasted, without line breaks. */
function oneLine(event) {
  event.stopPropagation();
  return event.target.value.replace(/[\r\n]+/g, ' ');
}

function stop(event) {
  event.stopPropagation();
}

export const cardStyles = css`
  .card {
    padding: 10px 12px;
    border: 1px solid var(--crowd-line);
    border-radius: var(--crowd-radius);
    background: var(--crowd-surface-raised);
    contain-intrinsic-size: auto 112px;
    content-visibility: auto;
  }
  .card.active {
    border-color: var(--crowd-accent);
    box-shadow: inset 0 0 0 1px var(--crowd-accent);
  }
  .card.muted {
    background: var(--crowd-surface-sunken);
  }
  .muted .key-text {
    color: var(--crowd-text-muted);
    text-decoration: line-through;
  }
  .card-head {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 12px;
    margin-bottom: 6px;
  }
  .key-text {
    flex: 1;
    min-width: 0;
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .entry {
    display: block;
    width: 100%;
    padding: 7px 10px;
    border: 1px solid var(--crowd-line-strong);
    border-radius: var(--crowd-radius-small);
    background: var(--crowd-surface);
    color: inherit;
    font: inherit;
    line-height: 1.4;
    resize: none;
    field-sizing: content;
  }
  .entry:disabled {
    border-color: var(--crowd-line);
    background: var(--crowd-surface-sunken);
    color: var(--crowd-text-muted);
  }
  .options {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 16px;
    margin-top: 6px;
  }
  .option {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-height: 24px;
    font-size: 0.875rem;
    cursor: pointer;
  }
  .option input {
    width: 24px;
    height: 24px;
    margin: 0;
    accent-color: var(--crowd-accent);
  }
  .option:has(:disabled) {
    color: var(--crowd-text-muted);
    cursor: not-allowed;
  }
  .verdict {
    display: inline-flex;
    flex: none;
    border: 1px solid var(--crowd-line-strong);
    border-radius: var(--crowd-radius-small);
    overflow: hidden;
  }
  .verdict label {
    position: relative;
    cursor: pointer;
  }
  .verdict input {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    margin: 0;
    opacity: 0;
    cursor: inherit;
  }
  .verdict span {
    display: block;
    padding: 3px 12px;
    font-size: 0.875rem;
    font-weight: 600;
  }
  .verdict input:checked + span {
    background: var(--crowd-accent);
    color: var(--crowd-on-accent);
  }
  .verdict label:has(:focus-visible) span {
    outline: 2px solid var(--crowd-accent);
    outline-offset: -4px;
  }
  .verdict label:has(:checked:focus-visible) span {
    outline-color: var(--crowd-on-accent);
  }
`;
