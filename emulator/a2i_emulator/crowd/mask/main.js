/** The part that pages with a segmentation tool load; exports what the widgets make their tools of. */
import {MaskTool} from './tool.js';

export const masks = {MaskTool};
