/** `<crowd-polygon>`: outlines of things in an image. */
import {ShapesWidget, pathParts} from '../drawing/shapes-widget.js';

/** Answers `{polygons, inputImageProperties}`. */
class CrowdPolygon extends ShapesWidget {
  static kind = 'polygons';
  static parts = pathParts;
  static demand = 'Draw at least one polygon';
}

customElements.define('crowd-polygon', CrowdPolygon);
