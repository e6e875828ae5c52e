import {css} from '../vendor/lit.js';

/** The look of the content, and of the categories beside it. */
export const choiceStyles = css`
  .annotation-area {
    container: task / inline-size;
  }
  .task {
    display: flex;
    align-items: flex-start;
    gap: 24px;
  }
  .content {
    flex: 1;
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .target {
    padding: 16px 20px;
    border: 1px solid var(--crowd-line);
    border-radius: var(--crowd-radius);
    overflow-x: auto;
  }
  .target[hidden] {
    display: none;
  }
  a2i-image-viewer ~ .target {
    margin-top: 16px;
  }
  .side {
    position: sticky;
    top: 0;
    flex: 0 0 clamp(220px, 32%, 340px);
    min-width: 0;
  }
  .category-picker-wrapper {
    display: flex;
    flex-direction: column;
    gap: 8px;
    margin-bottom: 16px;
  }
  .category {
    display: flex;
    align-items: center;
    gap: 12px;
    width: 100%;
    min-height: 48px;
    padding: 10px 14px;
    border: 1px solid var(--crowd-line-strong);
    border-radius: var(--crowd-radius);
    background: var(--crowd-surface-raised);
    color: var(--crowd-text);
    font: inherit;
    font-weight: 500;
    text-align: start;
    cursor: pointer;
    transition: background 120ms, border-color 120ms;
  }
  .category:hover {
    background: var(--crowd-surface-hover);
  }
  .chosen {
    border-color: var(--crowd-accent);
    background: var(--crowd-accent-soft);
    box-shadow: inset 0 0 0 1px var(--crowd-accent);
  }
  .category:has(:focus-visible) {
    box-shadow: var(--crowd-focus);
  }
  .category input {
    flex: none;
    width: 18px;
    height: 18px;
    margin: 0;
    accent-color: var(--crowd-accent);
    cursor: inherit;
  }
  .category input:focus-visible {
    box-shadow: none;
  }
  .category:has(input:disabled),
  .category:disabled {
    background: var(--crowd-surface-sunken);
    color: var(--crowd-text-muted);
    cursor: not-allowed;
  }
  .text {
    flex: 1;
    min-width: 0;
    line-height: 1.35;
    overflow-wrap: anywhere;
  }
  .text small {
    display: block;
    color: var(--crowd-text-muted);
    font-weight: 400;
  }
  .exclusion {
    margin-top: 8px;
    border-style: dashed;
  }
  kbd {
    flex: none;
    min-width: 24px;
    padding: 2px 6px;
    border: 1px solid var(--crowd-line);
    border-radius: 4px;
    background: var(--crowd-surface);
    color: var(--crowd-text-muted);
    font: 600 0.75rem/1.4 var(--crowd-font);
    text-align: center;
  }
  .empty {
    margin: 0;
    color: var(--crowd-text-muted);
  }
  @media (pointer: coarse) {
    kbd {
      display: none;
    }
  }
  @container task (max-width: 600px) {
    .task {
      flex-direction: column;
      align-items: stretch;
      gap: 16px;
    }
    .side {
      position: static;
      flex: none;
    }
  }
`;
