import {css} from '../vendor/lit.js';

/** The look of the material, and of the answer beside it. */
export const jsonWidgetStyles = css`
  .annotation-area {
    container: task / inline-size;
  }
  .task {
    display: flex;
    align-items: flex-start;
    gap: 24px;
  }
  .material {
    flex: 3;
    min-width: 0;
  }
  .upper-canvas {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    pointer-events: none;
  }
  .passage {
    padding: 16px 20px;
    border: 1px solid var(--crowd-line);
    border-radius: var(--crowd-radius);
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .passage + .passage {
    margin-top: 12px;
  }
  .side {
    flex: 2;
    min-width: 240px;
    max-width: 460px;
  }
  .side label {
    font-weight: 600;
  }
  .hint {
    margin: 2px 0 8px;
    color: var(--crowd-text-muted);
    font-size: 0.875rem;
  }
  .json {
    display: block;
    width: 100%;
    min-height: 260px;
    max-height: 62vh;
    padding: 10px 12px;
    border: 1px solid var(--crowd-line-strong);
    border-radius: var(--crowd-radius-small);
    background: var(--crowd-surface);
    color: var(--crowd-text);
    font: 0.8125rem/1.5 ui-monospace, 'SF Mono', Menlo, Consolas, monospace;
    field-sizing: content;
    resize: vertical;
  }
  .json[aria-invalid] {
    border-color: var(--crowd-danger);
  }
  @container task (max-width: 640px) {
    a2i-image-viewer {
      --viewer-height: clamp(220px, 44vh, 480px);
    }
    .task {
      flex-direction: column;
      align-items: stretch;
    }
    .side {
      max-width: none;
    }
  }
`;
