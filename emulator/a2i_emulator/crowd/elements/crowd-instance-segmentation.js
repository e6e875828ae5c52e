/** `<crowd-instance-segmentation>`: which single thing each part of an image shows. */
import {asList} from '../base/json-attribute.js';
import {MaskWidget} from '../base/mask-widget.js';

/** Answers `{inputImageProperties, instances, labeledImage}`. */
class CrowdInstanceSegmentation extends MaskWidget {
  preset() {
    const instances = structuredClone(asList(this.initialValue?.instances));
    return {instances, ...this.maskProperties};
  }
}

customElements.define('crowd-instance-segmentation', CrowdInstanceSegmentation);
