/** `<crowd-semantic-segmentation>`: what kind of thing each part of an image shows. */
import {asList} from '../base/json-attribute.js';
import {MaskWidget} from '../mask/mask-widget.js';
import {record} from '../base/shape.js';

/** Answers `{inputImageProperties, labelMappings, labeledImage}`. */
class CrowdSemanticSegmentation extends MaskWidget {
  static tellsChanges = true;

  static shape = (value, path) =>
    super.shape(value, path) || record({labelMappings: record({})})(value, path);

  described(used) {
    const mappings = used.map(({label, colour}) => [label, {color: colour}]);
    return {labelMappings: Object.fromEntries(mappings)};
  }

  /** The labels, and what the value has besides. */
  wantedOf(value) {
    const colours = new Map(mappingsOf(value).map(([label, mapping]) => [label, mapping?.color]));
    const labels = new Set([...this.labelNames, ...colours.keys()]);
    return [...labels].map((label) => ({label, colour: colours.get(label) ?? this.#own(label)}));
  }

  #own(label) {
    return asList(this.labelColors)[this.labelNames.indexOf(label)];
  }

  colourOf(label) {
    const entry = this.tool.annotation.entries.find((one) => one.label === label);
    return entry?.colour ?? super.colourOf(label);
  }
}

function mappingsOf(value) {
  const mappings = value?.labelMappings;
  const isObject = mappings !== null && typeof mappings === 'object' && !Array.isArray(mappings);
  return isObject ? Object.entries(mappings) : [];
}

customElements.define('crowd-semantic-segmentation', CrowdSemanticSegmentation);
