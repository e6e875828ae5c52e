/** `<crowd-bounding-box>`: boxes around things in an image. */
import {DrawingWidget} from '../base/drawing-widget.js';

/** Answers `{boundingBoxes, inputImageProperties}`. */
class CrowdBoundingBox extends DrawingWidget {
  static kind = 'boundingBoxes';
  static tellsChanges = true;
}

customElements.define('crowd-bounding-box', CrowdBoundingBox);
