/** A part, which pages with one of these elements have: tools for texts. */
import '../elements/crowd-entity-annotation.js';
import '../elements/crowd-question-answer-generation.js';
import '../elements/crowd-text-ranking.js';
