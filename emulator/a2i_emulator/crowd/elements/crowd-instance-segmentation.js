/** `<crowd-instance-segmentation>`: which single thing each part of an image shows. */
import {asList} from '../base/json-attribute.js';
import {MaskWidget} from '../mask/mask-widget.js';
import {list, record, text} from '../base/shape.js';

const INSTANCES = record({instances: list(record({color: text, label: text}))});

/** Answers `{inputImageProperties, instances, labeledImage}`. */
class CrowdInstanceSegmentation extends MaskWidget {
  static hasInstances = true;

  static shape = (value, path) => super.shape(value, path) || INSTANCES(value, path);

  described(used) {
    return {instances: used.map(({label, colour}) => ({color: colour, label}))};
  }

  wantedOf(value) {
    const instances = asList(value?.instances).filter((one) => typeof one?.label === 'string');
    return instances.map(({label, color}) => ({label, colour: color}));
  }

  /** A label has many colours: that of its last instance, or of the first that it will have. */
  colourOf(label) {
    const entries = this.tool.annotation.entries;
    const last = entries.findLast((entry) => entry.label === label);
    return last?.colour ?? this.tool.chooser.nextColour ?? super.colourOf(label);
  }
}

customElements.define('crowd-instance-segmentation', CrowdInstanceSegmentation);
