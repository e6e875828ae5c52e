/** A row of tabs, for crowd-tabs and crowd-instructions. */
import {css, html} from '../vendor/lit.js';

const STEPS = {ArrowRight: 1, ArrowLeft: -1};

/**
 * @param {object} parts
 * @param {string[]} parts.titles
 * @param {number} parts.selected
 * @param {(index: number) => void} parts.onSelect
 * @returns {unknown} the template of the row.
 */
export function tabList({titles, selected, onSelect}) {
  const tabs = titles.map(
    (title, index) => html`<button
      class="tab"
      type="button"
      role="tab"
      aria-selected=${index === selected ? 'true' : 'false'}
      tabindex=${index === selected ? 0 : -1}
      @click=${() => onSelect(index)}
    >
      ${title}
    </button>`,
  );
  return html`<div class="tablist" role="tablist" @keydown=${(event) => onKey(event, onSelect)}>
    ${tabs}
  </div>`;
}

function onKey(event, onSelect) {
  const tabs = [...event.currentTarget.querySelectorAll('.tab')];
  const index = tabs.indexOf(event.target);
  const next = targetOf(event.key, index, tabs.length);
  if (next === undefined) return;
  event.preventDefault();
  tabs[next].focus();
  onSelect(next);
}

function targetOf(key, index, count) {
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  return key in STEPS ? (index + STEPS[key] + count) % count : undefined;
}

export const tabListStyles = css`
  .tablist {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    border-bottom: 1px solid var(--crowd-line);
  }
  .tab {
    margin-bottom: -1px;
    padding: 8px 16px;
    border: 0;
    border-bottom: 3px solid transparent;
    border-radius: var(--crowd-radius-small) var(--crowd-radius-small) 0 0;
    background: none;
    color: var(--crowd-text-muted);
    font: 600 0.9375rem/1.4 var(--crowd-font);
    cursor: pointer;
  }
  .tab:hover {
    background: var(--crowd-surface-hover);
  }
  .tab[aria-selected='true'] {
    border-bottom-color: var(--crowd-accent);
    color: var(--crowd-accent);
  }
`;
