import {css} from '../vendor/lit.js';

/** The look of the room around the stage. */
export const easelStyles = css`
  .annotation-area {
    container: task / inline-size;
  }
  .easel .hint {
    margin: 0;
    color: var(--crowd-text-muted);
    font-size: 0.875rem;
  }
  .bar {
    display: flex;
    align-items: flex-start;
    gap: 8px 16px;
    margin-bottom: 8px;
  }
  .palette {
    display: flex;
    flex: 1;
    flex-wrap: wrap;
    gap: 6px;
    min-width: 0;
    max-height: 132px;
    padding: 2px;
    overflow: auto;
  }
  .label {
    position: relative;
    gap: 8px;
    min-height: 36px;
    padding: 4px 10px;
    border-color: var(--crowd-line);
    border-radius: var(--crowd-radius-small);
    font-size: 0.9375rem;
    overflow-wrap: anywhere;
  }
  .label input {
    position: absolute;
    inset: 0;
    opacity: 0;
    cursor: inherit;
  }
  .label:has(:checked) {
    border-color: var(--colour);
    background: color-mix(in srgb, var(--colour) 14%, var(--crowd-surface-raised));
    box-shadow: inset 0 0 0 1px var(--colour);
    font-weight: 600;
  }
  .swatch {
    flex: none;
  }
  .tools {
    position: relative;
    display: flex;
    flex: none;
    align-items: center;
    gap: 2px;
    padding: 2px;
    border: 1px solid var(--crowd-line);
    border-radius: var(--crowd-radius);
    background: var(--crowd-surface-raised);
  }
  .tool {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    min-width: 34px;
    min-height: 34px;
    padding: 6px;
    border: 0;
    border-radius: var(--crowd-radius-small);
    background: none;
    color: var(--crowd-text);
    list-style: none;
    cursor: pointer;
  }
  .tool::-webkit-details-marker {
    display: none;
  }
  .tool:hover,
  .adjust[open] .tool {
    background: var(--crowd-surface-hover);
  }
  .tool[aria-pressed='true'] {
    background: var(--crowd-accent-soft);
    color: var(--crowd-accent);
  }
  .tool[aria-disabled='true'] {
    color: var(--crowd-line-strong);
    cursor: default;
  }
  .sheet {
    position: absolute;
    top: calc(100% + 6px);
    right: 0;
    z-index: 3;
    display: grid;
    gap: 10px;
    width: 240px;
    padding: 14px;
    border: 1px solid var(--crowd-line);
    border-radius: var(--crowd-radius);
    background: var(--crowd-surface-raised);
    box-shadow: var(--crowd-shadow-strong);
    font-size: 0.875rem;
  }
  .sheet input {
    display: block;
    width: 100%;
    accent-color: var(--crowd-accent);
  }
  .board {
    display: flex;
    align-items: stretch;
    gap: 16px;
  }
  .sheet-of-paper {
    flex: 1;
    min-width: 0;
  }
  .said {
    min-height: 1.5em;
    padding-top: 4px;
  }
  a2i-stage {
    cursor: crosshair;
  }
  .locked a2i-stage {
    cursor: default;
  }
  .layer,
  .upper-canvas {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
  }
  .layer {
    overflow: visible;
    pointer-events: none;
  }
  .side {
    display: flex;
    flex: none;
    flex-direction: column;
    gap: 10px;
    width: 248px;
    min-width: 0;
  }
  .nothing {
    display: flex;
    align-items: center;
    gap: 8px;
    font-size: 0.9375rem;
  }
  .nothing input {
    width: 18px;
    height: 18px;
    margin: 0;
    accent-color: var(--crowd-accent);
  }
  .nothing:has(:disabled) {
    color: var(--crowd-text-muted);
  }
  .keys {
    font-size: 0.8125rem;
  }
  .keys summary {
    min-height: 24px;
    color: var(--crowd-text-muted);
    cursor: pointer;
  }
  .keys dl {
    margin: 4px 0 0;
  }
  .keys dt {
    font-weight: 600;
  }
  .keys dd {
    margin: 0 0 6px;
    color: var(--crowd-text-muted);
  }
  @container task (max-width: 700px) {
    .bar {
      flex-direction: column-reverse;
    }
    .board {
      flex-direction: column;
    }
    a2i-stage {
      --viewer-height: clamp(220px, 42vh, 480px);
    }
    .side {
      width: auto;
    }
  }
`;
