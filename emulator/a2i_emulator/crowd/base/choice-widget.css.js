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
    gap: 12px;
    width: 100%;
    min-height: 48px;
    padding: 10px 14px;
  }
  .chosen {
    border-color: var(--crowd-accent);
    background: var(--crowd-accent-soft);
    box-shadow: inset 0 0 0 1px var(--crowd-accent);
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
  .empty {
    margin: 0;
    color: var(--crowd-text-muted);
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
