/** `<crowd-keypoint>`: points in an image. */
import {ShapesWidget, pointParts} from '../drawing/shapes-widget.js';

/** Answers `{keypoints, inputImageProperties}`; a preset point of an unknown label is not drawn. */
class CrowdKeypoint extends ShapesWidget {
  static kind = 'keypoints';
  static parts = pointParts;
  static demand = 'Set at least one point';
  static dropsUnknown = true;
}

customElements.define('crowd-keypoint', CrowdKeypoint);
