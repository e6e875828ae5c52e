/** The part that pages with a drawing tool load; exports what the widgets make their tools of. */
import {ShapeTool} from './shape-tool.js';

export const drawing = {ShapeTool};
