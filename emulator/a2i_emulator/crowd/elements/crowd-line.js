/** `<crowd-line>`: straight lines in an image. */
import {ShapesWidget, pathParts} from '../drawing/shapes-widget.js';

/** Answers `{lines, inputImageProperties}`. */
class CrowdLine extends ShapesWidget {
  static kind = 'lines';
  static parts = pathParts;
  static demand = 'Draw at least one line';
  static tellsChanges = true;
}

customElements.define('crowd-line', CrowdLine);
