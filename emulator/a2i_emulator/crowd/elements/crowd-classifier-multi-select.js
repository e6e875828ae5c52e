/** `<crowd-classifier-multi-select>`: any number of categories for any content. */
import {ChoiceWidget} from '../base/choice-widget.js';

/** Answers `{labels}`: an empty list with the exclusion category. */
class CrowdClassifierMultiSelect extends ChoiceWidget {
  static isMultiple = true;

  answerValue() {
    return this.problem() ? undefined : {labels: this.chosenNames};
  }

  restoreAnswer(value) {
    this.value = value?.labels;
    this.isExcluded = value?.labels?.length === 0 && this.exclusionText !== '';
  }
}

customElements.define('crowd-classifier-multi-select', CrowdClassifierMultiSelect);
