import {css} from '../vendor/lit.js';

/** The document on the left, its fields on the right. */
export const textractStyles = css`
  .annotation-area {
    container: task / inline-size;
  }
  a2i-image-viewer {
    --viewer-height: clamp(320px, 78vh, 1100px);
  }
  .card {
    scroll-margin: 4px;
  }
  .task {
    display: flex;
    align-items: flex-start;
    gap: 20px;
  }
  .document {
    position: sticky;
    top: 0;
    flex: 3;
    min-width: 0;
  }
  .side {
    flex: 2;
    min-width: 260px;
    max-width: 420px;
  }
  h3 {
    display: flex;
    align-items: baseline;
    gap: 8px;
    margin: 0 0 8px;
    font-size: 1rem;
  }
  .count {
    color: var(--crowd-text-muted);
    font-weight: 500;
  }
  .cards {
    display: flex;
    flex-direction: column;
    gap: 8px;
    max-height: calc(clamp(320px, 78vh, 1100px) - 32px);
    margin: 0;
    padding: 2px;
    overflow-y: auto;
    list-style: none;
  }
  @container task (max-width: 640px) {
    a2i-image-viewer {
      --viewer-height: clamp(240px, 46vh, 480px);
    }
    .task {
      flex-direction: column;
      align-items: stretch;
    }
    .document {
      z-index: 1;
    }
    .side {
      max-width: none;
    }
    .cards {
      max-height: none;
    }
    .card {
      scroll-margin: calc(clamp(240px, 46vh, 480px) + 8px) 0 72px;
    }
  }
`;
