import {css} from '../vendor/lit.js';
import {materialStyles} from '../text/passage.css.js';

/** The look of responses and of the ranks that they are dragged to. */
export const rankingStyles = [
  materialStyles,
  css`
    .response {
      display: flex;
      gap: 12px;
      margin-top: 12px;
      padding: 12px 16px;
      border: 1px solid var(--crowd-line);
      border-radius: var(--crowd-radius);
      background: var(--crowd-surface-sunken);
      white-space: pre-wrap;
      overflow-wrap: anywhere;
    }
    .response div {
      flex: 1;
      min-width: 0;
    }
    b {
      color: var(--crowd-accent);
    }
    .dimension {
      margin-bottom: 20px;
    }
    h3 {
      margin: 0;
      font-size: 1rem;
      overflow-wrap: anywhere;
    }
    .ties {
      margin: 0 0 8px;
      color: var(--crowd-text-muted);
      font-size: 0.875rem;
    }
    .place {
      display: flex;
      align-items: stretch;
      gap: 8px;
      min-height: 48px;
      margin-bottom: 6px;
      padding: 4px;
      border: 1px dashed var(--crowd-line-strong);
      border-radius: var(--crowd-radius);
    }
    .place.open {
      flex-direction: column;
      gap: 4px;
      border-style: solid;
      border-color: var(--crowd-line);
      background: var(--crowd-surface-sunken);
    }
    .place.ready {
      border-color: var(--crowd-accent);
      cursor: pointer;
    }
    .place.over {
      border: 1px solid var(--crowd-accent);
      background: var(--crowd-accent-soft);
    }
    .rank {
      flex: none;
      min-width: 32px;
      padding: 0 8px;
      border: 0;
      border-radius: var(--crowd-radius-small);
      background: none;
      color: var(--crowd-text-muted);
      font: inherit;
      font-weight: 600;
      text-align: start;
      cursor: inherit;
    }
    .ready .rank {
      color: var(--crowd-accent);
    }
    .chips {
      flex: 1;
      display: flex;
      flex-direction: column;
      gap: 4px;
      min-width: 0;
    }
    .chip {
      display: flex;
      align-items: center;
      gap: 10px;
      width: 100%;
      min-height: 38px;
      padding: 6px 12px;
      border: 1px solid var(--crowd-line-strong);
      border-radius: var(--crowd-radius-small);
      background: var(--crowd-surface-raised);
      color: var(--crowd-text);
      font: inherit;
      text-align: start;
      cursor: grab;
      touch-action: none;
      user-select: none;
    }
    .chip bdi {
      min-width: 0;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    .chip:hover {
      background: var(--crowd-surface-hover);
    }
    .chip[aria-pressed='true'] {
      border-color: var(--crowd-accent);
      background: var(--crowd-accent-soft);
      box-shadow: inset 0 0 0 1px var(--crowd-accent);
    }
    .chip:focus-visible {
      box-shadow: var(--crowd-focus);
    }
    .chip:disabled {
      color: var(--crowd-text-muted);
      cursor: not-allowed;
    }
    .chip.dragged {
      position: relative;
      z-index: 2;
      box-shadow: var(--crowd-shadow-strong);
      pointer-events: none;
      cursor: grabbing;
    }
  `,
];
