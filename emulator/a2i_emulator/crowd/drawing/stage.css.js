import {css} from '../vendor/lit.js';

/** The look of the image to draw on, and of the cross hairs. */
export const stageStyles = css`
  .ground {
    height: 100%;
    border-radius: inherit;
  }
  :host(:not([locked])) .stage {
    touch-action: none;
  }
  :host(:not([locked])) .zoomed {
    cursor: inherit;
  }
  img {
    filter: brightness(var(--stage-brightness, 1)) contrast(var(--stage-contrast, 1));
  }
  :host([data-close]) img {
    image-rendering: pixelated;
  }
  .guide {
    position: absolute;
    top: 0;
    left: 0;
    background: repeating-linear-gradient(var(--way), #fff 0 4px, #10151d 4px 8px);
    opacity: 0.55;
    will-change: transform;
    pointer-events: none;
  }
  .across {
    --way: 90deg;
    width: 100%;
    height: 1px;
  }
  .along {
    --way: 180deg;
    width: 1px;
    height: 100%;
  }
`;
