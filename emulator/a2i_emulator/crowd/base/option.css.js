import {css} from '../vendor/lit.js';

/** The look of what is chosen from a list, a category or a label, and of the key that chooses it. */
export const optionStyles = css`
  .option {
    display: flex;
    align-items: center;
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
  .option:hover {
    background: var(--crowd-surface-hover);
  }
  .option:focus-visible,
  .option:has(:focus-visible) {
    box-shadow: var(--crowd-focus);
  }
  .option:disabled,
  .option:has(input:disabled) {
    background: var(--crowd-surface-sunken);
    color: var(--crowd-text-muted);
    cursor: not-allowed;
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
  @media (pointer: coarse) {
    kbd {
      display: none;
    }
  }
`;
