/** A part, which pages with one of these elements have: shapes on an image. */
import '../elements/crowd-bounding-box.js';
import '../elements/crowd-keypoint.js';
import '../elements/crowd-line.js';
import '../elements/crowd-polygon.js';
import '../elements/crowd-polyline.js';
