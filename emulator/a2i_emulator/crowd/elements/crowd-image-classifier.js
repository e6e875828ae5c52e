/** `<crowd-image-classifier>`: one category for an image, or for what others drew on it. */
import {nothing} from '../vendor/lit.js';
import {attributes} from '../base/element.js';
import {ImageChoiceWidget} from '../base/image-choice-widget.js';
import {json} from '../base/json-attribute.js';
import {renderLegend, renderOverlay} from '../base/overlay.js';

/** Answers `{label}` and the comment. */
class CrowdImageClassifier extends ImageChoiceWidget {
  static properties = attributes({overlay: json});

  answerValue() {
    const [label] = this.chosenNames;
    return label === undefined ? undefined : this.withComment({label});
  }

  restoreAnswer(value, marks) {
    super.restoreAnswer(value, marks);
    this.value = value?.label;
  }

  renderOver(size) {
    return this.overlay ? renderOverlay(this.overlay, size) : nothing;
  }

  renderBelow() {
    return this.overlay ? renderLegend(this.overlay) : nothing;
  }
}

customElements.define('crowd-image-classifier', CrowdImageClassifier);
