/** `<crowd-classifier>`: one category for any content. */
import {ChoiceWidget} from '../base/choice-widget.js';

/** Answers `{label}`. */
class CrowdClassifier extends ChoiceWidget {
  answerValue() {
    const [label] = this.chosenNames;
    return label === undefined ? undefined : {label};
  }

  restoreAnswer(value) {
    this.value = value?.label;
  }
}

customElements.define('crowd-classifier', CrowdClassifier);
