/** `<crowd-rekognition-detect-moderation-labels>`: which moderation labels an image deserves. */
import {ImageChoiceWidget} from '../base/image-choice-widget.js';

/**
 * Answers `{moderationLabels}` under a key of its own, with the chosen categories just as the
 * template gave them: strings, or whole objects. Nothing chosen is an empty list; only where the
 * template has an exclusion category must the worker choose that to say so.
 */
class ModerationLabels extends ImageChoiceWidget {
  static isMultiple = true;

  get answerName() {
    return 'AWS/Rekognition/DetectModerationLabels/Image/V3';
  }

  answerValue() {
    if (this.problem()) return undefined;
    return this.withComment({moderationLabels: this.chosenAnswers});
  }

  problem() {
    return this.exclusionText ? super.problem() : '';
  }

  restoreAnswer(value, marks) {
    super.restoreAnswer(value, marks);
    const labels = Array.isArray(value?.moderationLabels) ? value.moderationLabels : [];
    this.value = labels.map((label) => label?.name ?? label);
    this.isExcluded = labels.length === 0 && this.exclusionText !== '';
  }
}

customElements.define('crowd-rekognition-detect-moderation-labels', ModerationLabels);
