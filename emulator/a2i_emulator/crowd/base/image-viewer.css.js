import {css} from '../vendor/lit.js';

/** The look of the image, its tools, and what stands there while there is none. */
export const viewerStyles = css`
  :host {
    position: relative;
    display: block;
    height: var(--viewer-height, clamp(280px, 66vh, 820px));
    border: 1px solid var(--crowd-line);
    border-radius: var(--crowd-radius);
    background: var(--crowd-surface-sunken);
    overflow: hidden;
  }
  .stage {
    display: grid;
    place-content: safe center;
    height: 100%;
    border-radius: inherit;
    overflow: auto;
  }
  .stage:not(.zoomed) {
    overflow: hidden;
  }
  .stage:focus-visible {
    box-shadow: inset 0 0 0 3px var(--crowd-accent);
  }
  .zoomed {
    cursor: grab;
  }
  .zoomed:active {
    cursor: grabbing;
  }
  .box {
    position: relative;
  }
  img {
    display: block;
    width: 100%;
    height: 100%;
    user-select: none;
  }
  .loading img,
  .failed img {
    visibility: hidden;
    width: 1px;
    height: 1px;
  }
  .over {
    position: absolute;
    inset: 0;
    isolation: isolate;
  }
  .ruler {
    position: absolute;
    inset: 0;
    z-index: -1;
    width: 100%;
    height: 100%;
  }
  .over[hidden] {
    display: none;
  }
  .loading {
    background: linear-gradient(
        100deg,
        transparent 40%,
        var(--crowd-surface-hover) 50%,
        transparent 60%
      )
      0 / 200% 100%;
    animation: shimmer 1.4s linear infinite;
  }
  @keyframes shimmer {
    from {
      background-position: 120% 0;
    }
    to {
      background-position: -80% 0;
    }
  }
  .failure {
    position: absolute;
    inset: 0;
    display: flex;
    flex-direction: column;
    align-items: center;
    justify-content: center;
    gap: 8px;
    padding: 24px;
    color: var(--crowd-text-muted);
    text-align: center;
  }
  .failure strong {
    color: var(--crowd-text);
  }
  .failure span {
    max-width: 46ch;
  }
  .tools {
    position: absolute;
    right: 12px;
    bottom: 12px;
    display: flex;
    align-items: center;
    border: 1px solid var(--crowd-line);
    border-radius: var(--crowd-radius);
    background: var(--crowd-surface-raised);
    color: var(--crowd-text);
    box-shadow: var(--crowd-shadow);
    font: 500 0.8125rem/1 var(--crowd-font);
  }
  .tools output {
    min-width: 44px;
    text-align: center;
    font-variant-numeric: tabular-nums;
  }
  button {
    display: inline-flex;
    padding: 9px;
    border: 0;
    border-radius: inherit;
    background: none;
    color: inherit;
    font: inherit;
    cursor: pointer;
  }
  button:hover {
    background: var(--crowd-surface-hover);
  }
  button[aria-disabled='true'] {
    color: var(--crowd-line-strong);
    cursor: default;
  }
  .retry {
    margin-top: 8px;
    padding: 8px 16px;
    border: 1px solid var(--crowd-line-strong);
    border-radius: var(--crowd-radius-small);
    background: var(--crowd-surface-raised);
    color: var(--crowd-text);
    font-weight: 600;
  }
`;
