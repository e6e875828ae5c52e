import {css} from '../vendor/lit.js';

/** The look of shapes and of their list. */
export const shapesStyles = css`
  .shapes {
    will-change: transform;
  }
  .shapes .hidden {
    display: none;
  }
  .shapes * {
    vector-effect: non-scaling-stroke;
  }
  .shapes .edge {
    fill: none;
    stroke: var(--colour);
    stroke-width: 2.5;
    stroke-linejoin: round;
    stroke-linecap: round;
  }
  .shapes .closed .edge {
    fill: color-mix(in srgb, var(--colour) 12%, transparent);
  }
  .above .edge {
    stroke-width: 3;
  }
  .above .closed .edge {
    fill: color-mix(in srgb, var(--colour) 22%, transparent);
  }
  .shapes .ring {
    stroke: #fff;
    stroke-width: 13;
    stroke-linecap: round;
  }
  .shapes .ring + .edge {
    stroke-width: 9;
  }
  .above .ring {
    stroke: #10151d;
    stroke-width: 17;
  }
  .shapes text {
    fill: #fff;
    stroke: rgb(10 14 20 / 85%);
    stroke-width: 3px;
    stroke-linejoin: round;
    paint-order: stroke;
    font: 600 calc(13px * var(--pixel)) var(--crowd-font);
  }
  .shapes.nameless text {
    display: none;
  }
  .above text {
    display: inline;
  }
  .shapes .draft {
    fill: none;
    stroke: var(--colour);
    stroke-width: 2.5;
    stroke-dasharray: 6 4;
    stroke-linecap: round;
  }
  .shapes .draft.forbidden {
    stroke: #e5241a;
  }
  .over path {
    stroke-linecap: square;
    stroke-width: 8;
  }
  .over.round path {
    stroke-linecap: round;
  }
  .over .backs {
    stroke: #10151d;
    stroke-width: 11;
  }
  .over .handles {
    stroke: #fff;
    stroke-width: 8;
  }
  .over .middles {
    stroke: var(--colour);
    stroke-width: 7;
    opacity: 0.85;
  }
  .over .active {
    stroke: #1f5fd6;
    stroke-width: 11;
  }
  .list-head {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 8px;
  }
  .list-head h3 {
    margin: 0;
    font-size: 1rem;
  }
  .count {
    margin-left: 4px;
    padding: 1px 8px;
    border-radius: 10px;
    background: var(--crowd-surface-hover);
    color: var(--crowd-text-muted);
    font-size: 0.8125rem;
  }
  .drawn {
    flex: 0 1 auto;
    max-height: clamp(120px, 40vh, 480px);
    margin: 0;
    padding: 2px;
    border: 1px solid var(--crowd-line);
    border-radius: var(--crowd-radius-small);
    overflow: auto;
  }
  /* Fifty at a time: a browser looks at each such box in each frame, whether it is in sight. */
  .rows {
    content-visibility: auto;
    contain-intrinsic-height: auto calc(var(--rows) * 50px);
  }
  .row {
    display: grid;
    grid-template-columns: auto 1fr;
    gap: 0 8px;
    align-items: center;
    width: 100%;
    padding: 5px 8px;
    border: 0;
    border-radius: 4px;
    background: none;
    color: inherit;
    font: inherit;
    font-size: 0.875rem;
    text-align: start;
    cursor: pointer;
  }
  .row:hover {
    background: var(--crowd-surface-hover);
  }
  .row[aria-current] {
    background: var(--crowd-accent-soft);
  }
  .drawn .row:focus-visible {
    box-shadow: inset 0 0 0 2px var(--crowd-accent);
  }
  .row-name {
    min-width: 0;
    overflow: hidden;
    font-weight: 600;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .row-place {
    grid-column: 2;
    color: var(--crowd-text-muted);
    font-size: 0.75rem;
    font-variant-numeric: tabular-nums;
  }
  .chosen {
    display: flex;
    gap: 6px;
  }
  .chosen select {
    flex: 1;
    min-width: 0;
    min-height: 32px;
    padding: 2px 6px;
    border: 1px solid var(--crowd-line-strong);
    border-radius: var(--crowd-radius-small);
    background: var(--crowd-surface-raised);
    color: var(--crowd-text);
    font: inherit;
    font-size: 0.875rem;
  }
  .chosen .button {
    padding: 3px 8px;
  }
  @container task (max-width: 700px) {
    .drawn {
      max-height: 220px;
    }
  }
`;
