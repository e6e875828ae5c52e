import {css} from '../vendor/lit.js';

export const formStyles = css`
  :host {
    display: block;
    color: var(--crowd-text);
  }
  .foot {
    position: sticky;
    bottom: 0;
    z-index: 1;
    background: var(--crowd-surface);
  }
  .actions {
    display: flex;
    justify-content: flex-end;
    margin-top: 16px;
    padding: 12px 0;
    border-top: 1px solid var(--crowd-line);
  }
  .notice {
    display: flex;
    gap: 12px;
    margin-top: 16px;
    padding: 12px 16px;
    max-height: 30vh;
    border-radius: var(--crowd-radius);
    overflow: auto;
    overflow-wrap: anywhere;
  }
  .notice ul {
    margin: 4px 0 0;
    padding-left: 20px;
  }
  .error {
    background: var(--crowd-danger-soft);
    color: var(--crowd-danger);
  }
  .success {
    background: var(--crowd-success-soft);
    color: var(--crowd-success);
  }
`;
