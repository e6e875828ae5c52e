/** `<crowd-question-answer-generation>`: questions about a text, with their answers. */
import {html, nothing} from '../vendor/lit.js';
import {attributes, number, state} from '../base/element.js';
import {glyph} from '../base/glyphs.js';
import {asList, json} from '../base/json-attribute.js';
import {list, record, text} from '../base/shape.js';
import {pairCard, pairStyles} from '../text/pair-card.js';
import {materialStyles} from '../text/passage.css.js';
import {TextTool} from '../text/text-tool.js';
import {boundsOf, wordsIn, wrongCount} from '../text/words.js';

/** As many questions as are set out at most, however many a template asks for. */
const MOST_PRESET = 20;
const NAMES = {question: 'Question', answer: 'Answer'};

/** Unlike other switches this one is told in words: `allow-custom-question-tags=false`. */
const spoken = {converter: {fromAttribute: (value) => value !== null && value !== 'false'}};

/** Answers `{questionsAndAnswers: [{answer, question, tags}]}`, a shape of our own: none is known. */
class CrowdQuestionAnswerGeneration extends TextTool {
  static properties = attributes({
    minQuestions: number,
    maxQuestions: number,
    questionMinWords: number,
    questionMaxWords: number,
    answerMinWords: number,
    answerMaxWords: number,
    questionTags: json,
    allowCustomQuestionTags: spoken,
    hasTried: state,
  });

  /** Which field the last change was in: what is typed in one go is one step. */
  #lastField;

  get sources() {
    return [this.minQuestions];
  }

  get #count() {
    return boundsOf(this.minQuestions, this.maxQuestions);
  }

  get #bounds() {
    return {
      question: boundsOf(this.questionMinWords, this.questionMaxWords),
      answer: boundsOf(this.answerMinWords, this.answerMaxWords),
    };
  }

  presetAnswer() {
    const length = Math.min(Math.max(this.#count.least, 1), MOST_PRESET);
    return {questionsAndAnswers: Array.from({length}, blank)};
  }

  /** The pairs, whatever scripts and drafts have brought. */
  get #pairs() {
    return asList(this.value?.questionsAndAnswers).map((pair) => ({
      ...pair,
      question: String(pair?.question ?? ''),
      answer: String(pair?.answer ?? ''),
      tags: asList(pair?.tags).map(String),
    }));
  }

  /** Those of the template, then those that the worker has made. */
  get #tags() {
    return [...new Set([...asList(this.questionTags).map(String), ...this.#pairs.flatMap(({tags}) => tags)])];
  }

  wrongIn(value) {
    const pair = record({question: text, answer: text}, {tags: list(text)});
    return record({questionsAndAnswers: list(pair, 0, this.#count.most)})(value, '');
  }

  /** The first field whose words are too few or too many. */
  #wrongField() {
    const fields = this.#pairs.flatMap((pair, index) =>
      Object.entries(this.#bounds).map(([field, bounds]) => ({
        field,
        index,
        wrong: wrongCount(wordsIn(pair[field]), bounds),
      })),
    );
    return fields.find(({wrong}) => wrong !== '');
  }

  problem() {
    const {least, most} = this.#count;
    const {length} = this.#pairs;
    const found = this.#wrongField();
    if (super.problem()) return super.problem();
    if (length < least) return `Write ${least} questions or more.`;
    if (length > most) return `Write ${most} questions at most.`;
    return found ? `${NAMES[found.field]} ${found.index + 1} ${found.wrong}.` : '';
  }

  showProblem(sentence) {
    super.showProblem(sentence);
    this.hasTried = sentence !== '';
  }

  reset() {
    super.reset();
    this.hasTried = false;
  }

  focus() {
    if (this.focusJson()) return;
    const {field, index} = this.#wrongField() ?? {field: 'question', index: 0};
    this.#focus(field, index);
  }

  #focus(field, index) {
    const entry = this.renderRoot.querySelector(`#${field}-${index}`);
    (entry ?? this.renderRoot.querySelector('.add'))?.focus();
  }

  #set(pairs, field) {
    const continues = field !== undefined && field === this.#lastField;
    this.#lastField = field;
    this.change({...this.value, questionsAndAnswers: pairs}, continues);
  }

  async #add() {
    const pairs = this.#pairs;
    this.#set([...pairs, blank()]);
    this.say(`Question ${pairs.length + 1} added.`);
    await this.updateComplete;
    this.#focus('question', pairs.length);
  }

  async #remove(index) {
    this.#set(this.#pairs.toSpliced(index, 1));
    this.say(`Question ${index + 1} removed.`);
    await this.updateComplete;
    this.#focus('question', Math.min(index, this.#pairs.length - 1));
  }

  renderTask() {
    const pairs = this.#pairs;
    const tags = this.#tags;
    const bounds = this.#bounds;
    const {least, most} = this.#count;
    const card = (pair, index) =>
      pairCard({
        pair,
        index,
        bounds,
        tags,
        allowsOwn: Boolean(this.allowCustomQuestionTags),
        isLocked: this.isLocked,
        canRemove: pairs.length > least,
        hasTried: Boolean(this.hasTried),
        onChange: (change, field) =>
          this.#set(pairs.with(index, {...pair, ...change}), field && `${field} ${index}`),
        onRemove: () => this.#remove(index),
      });
    return html`<div class="task">
      <div class="material" tabindex="0" role="region" aria-label="Text">
        ${this.text ? html`<div class="passage" dir="auto">${this.text}</div>` : nothing}
      </div>
      <div class="side">
        ${this.renderStatus()}
        <ol class="pairs" role="list">
          ${pairs.map(card)}
        </ol>
        <div class="below">
          <button
            class="button normal add"
            type="button"
            ?disabled=${this.isLocked || pairs.length >= most}
            @click=${() => this.#add()}
          >
            ${glyph('plus', 16)} Add a question
          </button>
          ${this.renderTravel()}
        </div>
        ${this.renderJson()}
      </div>
    </div>`;
  }

  static styles = [super.styles, materialStyles, pairStyles];
}

function blank() {
  return {question: '', answer: '', tags: []};
}

customElements.define('crowd-question-answer-generation', CrowdQuestionAnswerGeneration);
