import {css} from '../vendor/lit.js';

/** The look of a mask, and of what is around it. */
export const maskStyles = css`
  .no-mask {
    margin-bottom: 12px;
    padding: 12px 16px;
    border: 1px solid var(--crowd-line);
    border-inline-start: 4px solid var(--crowd-warning);
    border-radius: var(--crowd-radius);
    background: var(--crowd-warning-soft);
    color: var(--crowd-text);
    font-size: 0.9375rem;
    overflow-wrap: anywhere;
  }
  .no-mask p {
    margin: 0 0 10px;
  }
  .ways {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 12px;
  }
  .file {
    position: relative;
  }
  .file input {
    position: absolute;
    inset: 0;
    width: 100%;
    opacity: 0;
    cursor: pointer;
  }
  .file:has(:focus-visible) {
    box-shadow: var(--crowd-focus);
  }
  canvas.mask {
    image-rendering: pixelated;
  }
  .bar .tools {
    flex-wrap: wrap;
    max-width: 100%;
  }
  .kinds {
    display: inline-flex;
    gap: 2px;
    margin: 0 4px;
    padding: 0 4px;
    border-inline: 1px solid var(--crowd-line);
  }
  .aids path,
  .aids circle {
    fill: none;
    stroke: #fff;
    stroke-width: 1.5;
    vector-effect: non-scaling-stroke;
  }
  .aids .under {
    stroke: #000;
    stroke-width: 3.5;
    stroke-opacity: 0.55;
  }
  .settings {
    display: grid;
    gap: 8px;
    margin: 0;
    padding: 10px 12px;
    border: 1px solid var(--crowd-line);
    border-radius: var(--crowd-radius);
    font-size: 0.875rem;
  }
  .range {
    display: grid;
    grid-template-columns: 68px 1fr 52px;
    align-items: center;
    gap: 8px;
    min-height: 24px;
  }
  .range input {
    width: 100%;
    margin: 0;
    accent-color: var(--crowd-accent);
  }
  .range output {
    color: var(--crowd-text-muted);
    text-align: end;
    font-variant-numeric: tabular-nums;
  }
  .check {
    display: flex;
    align-items: center;
    gap: 8px;
    min-height: 24px;
  }
  .check input {
    width: 18px;
    height: 18px;
    margin: 0;
    accent-color: var(--crowd-accent);
  }
  .head {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 8px;
    min-height: 32px;
  }
  .head h3 {
    margin: 0;
    font-size: 0.9375rem;
  }
  .entries {
    max-height: 320px;
    margin: 4px 0 0;
    padding: 2px;
    overflow: auto;
    list-style: none;
  }
  .entries li {
    display: flex;
    align-items: center;
    border-radius: var(--crowd-radius-small);
  }
  .entries li:hover {
    background: var(--crowd-surface-hover);
  }
  .entries .chosen {
    background: var(--crowd-accent-soft);
  }
  .entry {
    display: flex;
    flex: 1;
    align-items: center;
    gap: 8px;
    min-width: 0;
    min-height: 34px;
    padding: 4px 8px;
    border: 0;
    border-radius: var(--crowd-radius-small);
    background: none;
    color: inherit;
    font: inherit;
    font-size: 0.875rem;
    text-align: start;
    cursor: pointer;
  }
  .entry:disabled {
    cursor: default;
  }
  .entry .name {
    flex: 1;
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .chosen .name {
    font-weight: 600;
  }
  .share {
    color: var(--crowd-text-muted);
    font-size: 0.8125rem;
    font-variant-numeric: tabular-nums;
  }
  .tool.small {
    min-width: 28px;
    min-height: 28px;
    padding: 4px;
    color: var(--crowd-text-muted);
  }
  .tool.small[aria-pressed='true'] {
    background: none;
    color: var(--crowd-text-muted);
  }
`;
