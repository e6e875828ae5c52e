/** The pictures on the buttons for painting, drawn for this project. */
import {drawnGlyph} from '../base/glyphs.js';

const PATHS = {
  brush: 'M20 4l-9.5 9.5M10.5 13.5c-2.5 0-4 1.5-4 3.5c0 1.5-1 2.5-3 3c4 1 8 0 8-3.5c0-1.5-.4-2.4-1-3z',
  eraser: 'M8.5 20h11M4.3 15.7L14 6l6 6l-8 8H8.5zM9.2 10.8l6 6',
  outline: 'M5 19l-1-9l8-6l8 5l-4 10zM5 19v.2M4 10v.2M12 4v.2M20 9v.2M16 19v.2',
  bucket: 'M5 12l7-7l7.5 7.5l-7 7a1.5 1.5 0 0 1-2 0zM5 12h14M9 2l3 3M20.5 17.5c1 1.5 1 3 0 3s-1-1.5 0-3z',
  wand: 'M4 20L14 10M16 3v4M14 5h4M20 10v4M18 12h4M8 4v2M7 5h2',
  shown: 'M2.5 12s3.5-6.5 9.5-6.5s9.5 6.5 9.5 6.5s-3.5 6.5-9.5 6.5S2.5 12 2.5 12zM12 9.5a2.5 2.5 0 1 0 0 5a2.5 2.5 0 0 0 0-5z',
  hidden: 'M4 4l16 16M9.5 5.8c.8-.2 1.6-.3 2.5-.3c6 0 9.5 6.5 9.5 6.5s-1 1.9-2.9 3.6M6 7.5C3.8 9.3 2.5 12 2.5 12s3.5 6.5 9.5 6.5c1.6 0 3-.4 4.2-1',
  remove: 'M4 7h16M10 11v6M14 11v6M6 7l1 13h10l1-13M9 7V4h6v3',
  add: 'M12 5v14M5 12h14',
};

/** @param {keyof PATHS} name @param {number} [size] @returns {unknown} a template. */
export function picture(name, size = 20) {
  return drawnGlyph(PATHS[name], size);
}
