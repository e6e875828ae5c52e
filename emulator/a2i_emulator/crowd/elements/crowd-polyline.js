/** `<crowd-polyline>`: bent lines in an image. */
import {ShapesWidget, pathParts} from '../drawing/shapes-widget.js';

/** Answers `{polylines, inputImageProperties}`. */
class CrowdPolyline extends ShapesWidget {
  static kind = 'polylines';
  static parts = pathParts;
  static demand = 'Draw at least one polyline';
  static tellsChanges = true;
}

customElements.define('crowd-polyline', CrowdPolyline);
