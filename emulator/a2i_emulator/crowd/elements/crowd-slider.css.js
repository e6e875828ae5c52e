import {css} from '../vendor/lit.js';

export const sliderStyles = css`
  :host {
    display: block;
    min-width: 180px;
    color: var(--crowd-text);
  }
  .line {
    display: flex;
    align-items: center;
    gap: 8px;
  }
  .scale {
    position: relative;
    flex: 1;
    padding: 4px 0;
  }
  :host([pin]) .scale {
    padding-top: 28px;
  }
  .control {
    --fill: var(--crowd-accent);
    display: block;
    width: 100%;
    height: 18px;
    margin: 0;
    border-radius: 9px;
    appearance: none;
    background:
      linear-gradient(to right, var(--fill) calc(var(--at) * 100%), transparent 0)
        center / calc(100% - 18px) 4px no-repeat,
      linear-gradient(
        to right,
        var(--crowd-line-strong) calc(var(--second) * 100%),
        var(--crowd-line) 0
      ) center / calc(100% - 4px) 4px no-repeat;
    cursor: pointer;
  }
  .untouched,
  .control:disabled {
    --fill: var(--crowd-line-strong);
  }
  .control:disabled {
    cursor: not-allowed;
  }
  .control::-webkit-slider-thumb {
    width: 18px;
    height: 18px;
    border: 0;
    border-radius: 50%;
    appearance: none;
    background: var(--fill);
  }
  .control::-moz-range-thumb {
    width: 18px;
    height: 18px;
    border: 0;
    border-radius: 50%;
    background: var(--fill);
  }
  .pin {
    position: absolute;
    top: 0;
    left: calc(9px + (100% - 18px) * var(--at));
    min-width: 28px;
    padding: 1px 6px;
    border-radius: var(--crowd-radius-small);
    background: var(--crowd-accent);
    color: var(--crowd-on-accent);
    font-size: 0.8125rem;
    font-variant-numeric: tabular-nums;
    text-align: center;
    transform: translateX(-50%);
  }
  .labels {
    position: relative;
  }
  .labels.filled {
    height: 24px;
  }
  .nudge {
    display: inline-flex;
    padding: 5px;
    border: 1px solid var(--crowd-line-strong);
    border-radius: var(--crowd-radius-small);
    background: var(--crowd-surface-raised);
    color: inherit;
    cursor: pointer;
  }
  .nudge:hover {
    background: var(--crowd-surface-hover);
  }
`;
