/**
 * The design tokens: every colour, radius, shadow and font that the elements use, in one place.
 * They are set on the document's root with no specificity, so a template may override each one.
 * `light-dark()` follows the colour scheme of the element where a token is used.
 */
import {css} from '../vendor/lit.js';

export const tokens = css`
  :where(:root) {
    --crowd-font: system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif;
    --crowd-surface: light-dark(#ffffff, #14181f);
    --crowd-surface-raised: light-dark(#ffffff, #1c222b);
    --crowd-surface-sunken: light-dark(#f5f7fa, #10141a);
    --crowd-surface-hover: light-dark(#eef2f8, #262e3a);
    --crowd-text: light-dark(#17202e, #e6eaf0);
    --crowd-text-muted: light-dark(#55606f, #a3adbb);
    --crowd-line: light-dark(#d7dde6, #343d4b);
    --crowd-line-strong: light-dark(#7b8696, #7f8b9c);
    --crowd-accent: light-dark(#1f5fd6, #8ab4ff);
    --crowd-accent-hover: light-dark(#184cae, #a9c8ff);
    --crowd-accent-soft: light-dark(#e8effd, #1d2b45);
    --crowd-on-accent: light-dark(#ffffff, #0d1a30);
    --crowd-danger: light-dark(#b3261e, #ff9a91);
    --crowd-danger-soft: light-dark(#fdecea, #3a1f1e);
    --crowd-success: light-dark(#1b6b36, #7fd89b);
    --crowd-success-soft: light-dark(#e7f5eb, #18301f);
    --crowd-warning: light-dark(#7a4b00, #f5c264);
    --crowd-warning-soft: light-dark(#fdf3df, #352a14);
    --crowd-radius: 8px;
    --crowd-radius-small: 6px;
    --crowd-focus: 0 0 0 2px var(--crowd-surface), 0 0 0 4px var(--crowd-accent);
    --crowd-shadow: 0 1px 2px rgb(0 0 0 / 8%), 0 2px 8px rgb(0 0 0 / 8%);
    --crowd-shadow-strong: 0 8px 32px rgb(0 0 0 / 24%);
  }

  :where(body) {
    margin: 16px;
    color: var(--crowd-text);
    background: var(--crowd-surface);
    font-family: var(--crowd-font);
    line-height: 1.5;
  }

  :where(input, select, textarea, button) {
    font: inherit;
  }

  :where(short-instructions, full-instructions, classification-target, worker-comment,
    short-summary, detailed-instructions, positive-example, negative-example) {
    display: block;
  }

  :where(short-instructions, full-instructions, classification-target) > :where(:first-child) {
    margin-top: 0;
  }
  :where(short-instructions, full-instructions, classification-target) > :where(:last-child) {
    margin-bottom: 0;
  }
`;

/** What every element's shadow root starts from. */
export const elementStyles = css`
  :host {
    box-sizing: border-box;
  }
  :host([hidden]) {
    display: none !important;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  :focus-visible {
    outline: none;
    box-shadow: var(--crowd-focus);
  }
  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .problem {
    margin: 4px 0 0;
    color: var(--crowd-danger);
    font-size: 0.875rem;
  }
  .link {
    padding: 0;
    border: 0;
    border-radius: 2px;
    background: none;
    color: var(--crowd-accent);
    font: inherit;
    text-decoration: underline;
    text-underline-offset: 2px;
    cursor: pointer;
  }
  .link:hover {
    color: var(--crowd-accent-hover);
  }
  @media (prefers-reduced-motion: reduce) {
    * {
      animation: none !important;
      transition: none !important;
    }
  }
`;
