/** The pictures on the easel's buttons, drawn for this project. */
import {html} from '../vendor/lit.js';
import {drawnGlyph} from '../base/glyphs.js';

const PATHS = {
  undo: 'M9 14L4 9l5-5M4 9h10a6 6 0 0 1 0 12h-3',
  redo: 'M15 14l5-5l-5-5M20 9H10a6 6 0 0 0 0 12h3',
  remove: 'M4 7h16M10 11v6M14 11v6M6 7l1 13h10l1-13M9 7V4h6v3',
  removePoint: 'M3 17l6-9M15 8l6 9M14.5 6a2.5 2.5 0 1 0-5 0a2.5 2.5 0 1 0 5 0M9 19h6',
  duplicate: 'M9 9h11v11H9zM5 15H4V4h11v1',
  adjust: 'M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18zM12 3v18M12 8h6M12 12h8.5M12 16h6',
  names: 'M3 12V4h8l10 10l-8 8zM7.5 8v.2',
  guides: 'M12 3v18M3 12h18',
  add: 'M12 5v14M5 12h14',
};

/** @param {keyof PATHS} name @param {number} [size] @returns {unknown} a template. */
export function icon(name, size = 20) {
  return drawnGlyph(PATHS[name], size);
}

/**
 * @param {object} button
 * @param {string} button.label
 * @param {keyof PATHS} button.picture
 * @param {() => void} button.onClick
 * @param {boolean} [button.isOff] it stays where it is, and can be focused.
 * @param {boolean} [button.isPressed] for a switch.
 * @param {string} [button.keys] as in aria-keyshortcuts.
 * @returns {unknown} a button with a picture and no words.
 */
export function iconButton({label, picture, onClick, isOff = false, isPressed, keys}) {
  return html`<button
    class="tool"
    type="button"
    aria-label=${label}
    title=${keys ? `${label} (${keys})` : label}
    aria-disabled=${isOff ? 'true' : 'false'}
    .ariaPressed=${isPressed === undefined ? null : String(isPressed)}
    @click=${isOff ? undefined : onClick}
  >
    ${icon(picture)}
  </button>`;
}
