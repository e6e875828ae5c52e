/** `<crowd-polyline>`: bent lines in an image. */
import {DrawingWidget} from '../base/drawing-widget.js';

/** Answers `{polylines, inputImageProperties}`. */
class CrowdPolyline extends DrawingWidget {
  static kind = 'polylines';
  static tellsChanges = true;
}

customElements.define('crowd-polyline', CrowdPolyline);
