/** The few pictures that the elements' own chrome uses, drawn for this project. */
import {svg, html} from '../vendor/lit.js';

const PATHS = {
  check: 'M5 12.5l4.5 4.5L19 7.5',
  close: 'M6 6l12 12M18 6L6 18',
  error: 'M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18zM12 7.5v6M12 16.5v.2',
  info: 'M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18zM12 11v6M12 7.3v.2',
  minus: 'M5 12h14',
  plus: 'M5 12h14M12 5v14',
  success: 'M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18zM8 12.3l2.8 2.8L16 9.6',
  warning: 'M12 3.5L2.5 20h19zM12 10v5M12 17.3v.2',
  chevron: 'M9 5.5l6.5 6.5L9 18.5',
  fit: 'M4 9V5a1 1 0 0 1 1-1h4M15 4h4a1 1 0 0 1 1 1v4M20 15v4a1 1 0 0 1-1 1h-4M9 20H5a1 1 0 0 1-1-1v-4',
  image: 'M4 5h16v14H4zM4 16l4.5-5 4 4.5 3-3L20 17M15.5 9v.2',
  undo: 'M9 6L4 11l5 5M4.5 11H14a5 5 0 0 1 5 5v2',
  redo: 'M15 6l5 5l-5 5M19.5 11H10a5 5 0 0 0-5 5v2',
  external: 'M14 4h6v6M20 4l-9 9M18 14v5a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V7a1 1 0 0 1 1-1h5',
};

/**
 * @param {keyof PATHS} name
 * @param {number} [size] in pixels
 * @returns {unknown} a template; decorative, so hidden from screen readers.
 */
export function glyph(name, size = 20) {
  return drawnGlyph(PATHS[name], size);
}

/** @param {string} path @param {number} [size] @returns {unknown} a picture of another module. */
export function drawnGlyph(path, size = 20) {
  return html`<svg class="glyph" width=${size} height=${size} viewBox="0 0 24 24" aria-hidden="true"
    fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round"
    stroke-linejoin="round" style="flex:none">${svg`<path d=${path}></path>`}</svg>`;
}
