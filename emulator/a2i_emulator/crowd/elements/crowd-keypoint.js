/** `<crowd-keypoint>`: points in an image. */
import {DrawingWidget} from '../base/drawing-widget.js';

/** Answers `{keypoints, inputImageProperties}`. */
class CrowdKeypoint extends DrawingWidget {
  static kind = 'keypoints';
}

customElements.define('crowd-keypoint', CrowdKeypoint);
