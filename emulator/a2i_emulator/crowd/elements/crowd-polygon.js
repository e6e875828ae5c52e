/** `<crowd-polygon>`: outlines of things in an image. */
import {DrawingWidget} from '../base/drawing-widget.js';

/** Answers `{polygons, inputImageProperties}`. */
class CrowdPolygon extends DrawingWidget {
  static kind = 'polygons';
}

customElements.define('crowd-polygon', CrowdPolygon);
