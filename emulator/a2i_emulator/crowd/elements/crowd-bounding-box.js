/** `<crowd-bounding-box>`: boxes around things in an image. */
import {whole} from '../base/shape.js';
import {ShapesWidget} from '../drawing/shapes-widget.js';

/** Answers `{boundingBoxes, inputImageProperties}`. */
class CrowdBoundingBox extends ShapesWidget {
  static kind = 'boundingBoxes';
  static parts = {left: whole(0), top: whole(0), width: whole(1), height: whole(1)};
  static demand = 'Draw at least one box';
  static tellsChanges = true;
}

customElements.define('crowd-bounding-box', CrowdBoundingBox);
