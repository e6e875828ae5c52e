import {css} from '../vendor/lit.js';

/** The look of the text and its labelled parts, and of what stands beside it. */
export const entityStyles = css`
  .task {
    display: flex;
    align-items: flex-start;
    gap: 24px;
  }
  .material {
    flex: 1;
    min-width: 0;
  }
  .passage {
    padding: 16px 20px;
    border: 1px solid var(--crowd-line-strong);
    border-radius: var(--crowd-radius);
    background: var(--crowd-surface);
    color: var(--crowd-text);
    line-height: 2;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    cursor: text;
  }
  .passage:focus-visible {
    border-color: var(--crowd-accent);
    box-shadow: 0 0 0 1px var(--crowd-accent);
  }
  .line {
    min-height: 2em;
    unicode-bidi: plaintext;
    text-align: start;
    content-visibility: auto;
    contain-intrinsic-size: auto 2em;
  }
  mark {
    border-radius: 2px;
    background: color-mix(in srgb, var(--mark) 22%, transparent);
    color: inherit;
  }
  mark.current {
    background: color-mix(in srgb, var(--mark) 45%, transparent);
  }
  .tag {
    display: inline-flex;
    align-items: center;
    margin-inline: 3px;
    padding-inline-start: 6px;
    border: 1px solid var(--mark);
    border-radius: 4px;
    background: color-mix(in srgb, var(--mark) 14%, var(--crowd-surface));
    color: var(--crowd-text);
    font-size: 0.75rem;
    font-weight: 600;
    line-height: 1.5;
    white-space: nowrap;
    vertical-align: 1px;
    unicode-bidi: isolate;
    user-select: none;
    cursor: default;
  }
  .tag::before {
    content: attr(data-name);
  }
  .tag.current {
    outline: 2px solid var(--crowd-accent);
  }
  .remove {
    min-width: 24px;
    min-height: 20px;
    padding: 0 4px;
    border: 0;
    border-radius: 3px;
    background: none;
    color: inherit;
    font: inherit;
    cursor: pointer;
  }
  .remove::before {
    content: '×';
  }
  .remove:hover {
    background: color-mix(in srgb, var(--mark) 40%, transparent);
  }
  .locked .remove {
    display: none;
  }
  .locked .tag {
    padding-inline-end: 6px;
  }
  .side {
    position: sticky;
    top: 0;
    flex: 0 0 clamp(200px, 28%, 300px);
    min-width: 0;
    max-height: calc(100vh - 90px);
    overflow: auto;
    padding: 4px;
  }
  .travel {
    margin-top: 12px;
  }
  .hint kbd {
    display: inline-block;
    min-width: 20px;
    padding: 0 4px;
  }
  @media (pointer: coarse) {
    .remove {
      min-width: 32px;
      min-height: 26px;
    }
    .keys {
      display: none;
    }
  }
  @media not (pointer: coarse) {
    .touch {
      display: none;
    }
  }
  @container task (max-width: 640px) {
    .task {
      flex-direction: column-reverse;
      align-items: stretch;
      gap: 12px;
    }
    .side {
      z-index: 1;
      max-height: 40vh;
      margin: 0 -4px;
      border-bottom: 1px solid var(--crowd-line);
      background: var(--crowd-surface);
    }
    .labels {
      flex-flow: row wrap;
    }
    .keys {
      display: none;
    }
    .travel {
      margin: 8px 0;
    }
  }
`;
