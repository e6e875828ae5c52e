import {css} from '../vendor/lit.js';

/** The look of buttons: `.button` with one of `.primary .normal .link .icon`. */
export const buttonStyles = css`
  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    min-height: 36px;
    padding: 6px 16px;
    border: 1px solid transparent;
    border-radius: var(--crowd-radius-small);
    background: none;
    color: inherit;
    font: inherit;
    font-family: var(--crowd-font);
    font-size: 0.9375rem;
    font-weight: 600;
    line-height: 1.4;
    text-decoration: none;
    cursor: pointer;
    transition: background 120ms, border-color 120ms;
  }
  .primary {
    background: var(--crowd-accent);
    color: var(--crowd-on-accent);
  }
  .primary:hover {
    background: var(--crowd-accent-hover);
  }
  .normal {
    border-color: var(--crowd-line-strong);
    background: var(--crowd-surface-raised);
    color: var(--crowd-text);
  }
  .normal:hover,
  .icon:hover {
    background: var(--crowd-surface-hover);
  }
  .button.link {
    padding: 6px 4px;
    color: var(--crowd-accent);
  }
  .button.link:hover {
    text-decoration: underline;
  }
  .icon.button {
    padding: 6px;
    color: var(--crowd-text);
  }
  .button.small {
    gap: 4px;
    min-height: 32px;
    padding: 3px 10px;
    font-size: 0.875rem;
  }
  .button:disabled,
  .button[aria-disabled='true'] {
    border-color: transparent;
    background: var(--crowd-surface-hover);
    color: var(--crowd-text-muted);
    cursor: not-allowed;
  }
  img.icon,
  .button iron-icon {
    width: 20px;
    height: 20px;
  }
  .spinner {
    width: 16px;
    height: 16px;
    border: 2px solid currentColor;
    border-right-color: transparent;
    border-radius: 50%;
    animation: turn 700ms linear infinite;
  }
  @keyframes turn {
    to {
      transform: rotate(360deg);
    }
  }
`;
