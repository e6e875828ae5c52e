/** A part, which pages with one of these elements have: what is painted over an image. */
import '../elements/crowd-instance-segmentation.js';
import '../elements/crowd-semantic-segmentation.js';
