/** `<crowd-image-classifier-multi-select>`: any number of categories for an image. */
import {ImageChoiceWidget} from '../base/image-choice-widget.js';

/** Answers `{labels}`, an empty list with the exclusion category, and the comment. */
class CrowdImageClassifierMultiSelect extends ImageChoiceWidget {
  static isMultiple = true;

  answerValue() {
    return this.problem() ? undefined : this.withComment({labels: this.chosenNames});
  }

  restoreAnswer(value, marks) {
    super.restoreAnswer(value, marks);
    this.value = value?.labels;
    this.isExcluded = value?.labels?.length === 0 && this.exclusionText !== '';
  }
}

customElements.define('crowd-image-classifier-multi-select', CrowdImageClassifierMultiSelect);
