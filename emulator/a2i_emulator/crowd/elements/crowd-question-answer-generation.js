/** `<crowd-question-answer-generation>`: questions about a text, with their answers. */
import {html} from '../vendor/lit.js';
import {attributes, number, text} from '../base/element.js';
import {asList, json} from '../base/json-attribute.js';
import {JsonWidget} from '../base/json-widget.js';

/** Answers `{questionsAndAnswers: [{answer, question, tags}]}`, a shape of our own: none is known. */
class CrowdQuestionAnswerGeneration extends JsonWidget {
  static properties = attributes({text, minQuestions: number, questionTags: json});

  get labelNames() {
    return asList(this.questionTags).map(String);
  }

  preset() {
    const count = Math.min(Math.max(Math.trunc(this.minQuestions) || 1, 1), 20);
    const blank = () => ({question: '', answer: '', tags: []});
    return {questionsAndAnswers: Array.from({length: count}, blank)};
  }

  renderMaterial() {
    return html`<div class="passage" dir="auto">${this.text}</div>`;
  }
}

customElements.define('crowd-question-answer-generation', CrowdQuestionAnswerGeneration);
