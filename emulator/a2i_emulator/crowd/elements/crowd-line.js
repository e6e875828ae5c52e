/** `<crowd-line>`: straight lines in an image. */
import {DrawingWidget} from '../base/drawing-widget.js';

/** Answers `{lines, inputImageProperties}`. */
class CrowdLine extends DrawingWidget {
  static kind = 'lines';
  static tellsChanges = true;
}

customElements.define('crowd-line', CrowdLine);
