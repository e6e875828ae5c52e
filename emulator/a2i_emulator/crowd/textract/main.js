/** A part, which pages with one of these elements have: a review of a document. */
import '../elements/crowd-textract-analyze-document.js';
