import {css} from '../vendor/lit.js';

/** The look of a text beside a tool. */
export const materialStyles = css`
  .task {
    display: flex;
    align-items: flex-start;
    gap: 24px;
  }
  .material {
    position: sticky;
    top: 0;
    flex: 1;
    min-width: 0;
    max-height: calc(100vh - 90px);
    overflow: auto;
  }
  .passage {
    padding: 16px 20px;
    border: 1px solid var(--crowd-line);
    border-radius: var(--crowd-radius);
    line-height: 1.6;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .side {
    flex: 1;
    min-width: 0;
    max-width: 560px;
  }
  @container task (max-width: 640px) {
    .task {
      flex-direction: column;
      align-items: stretch;
      gap: 16px;
    }
    .material {
      position: static;
      max-height: none;
    }
    .side {
      max-width: none;
    }
  }
`;
