/** `<crowd-semantic-segmentation>`: what kind of thing each part of an image shows. */
import {MaskWidget} from '../base/mask-widget.js';

/** Answers `{inputImageProperties, labelMappings, labeledImage}`. */
class CrowdSemanticSegmentation extends MaskWidget {
  static tellsChanges = true;

  preset() {
    const labelMappings = structuredClone(this.initialValue?.labelMappings ?? {});
    return {labelMappings, ...this.maskProperties};
  }
}

customElements.define('crowd-semantic-segmentation', CrowdSemanticSegmentation);
