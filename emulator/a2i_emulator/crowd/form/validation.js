/** Finding out why a form cannot be submitted, and showing it to the worker. */
import {Participant} from '../base/participant.js';
import {elementsToCome} from '../parts.js';
import {inputsIn, isEnabled} from './inputs.js';

const TO_COME = 'A tool of this page is not there yet. Please try again in a moment.';

/**
 * @typedef {object} Problem
 * @property {Element} input
 * @property {string} caption names the input, with the punctuation that leads to the sentence.
 * @property {string} sentence
 * @property {boolean} isPagesOwn whether a script of the page shows it: it prevented `invalid`.
 */

/**
 * Checks every enabled input; the elements show what is wrong with them.
 * @param {Element} root the form.
 * @param {Participant} [owner] see `collectAnswer`.
 * @returns {Problem[]} in document order.
 */
export function checkInputs(root, owner) {
  const inputs = [...(owner ? [owner] : []), ...inputsIn(root)].filter(isEnabled);
  const late = elementsToCome(root.children).map(toCome);
  return [...late, ...inputs.map(check).filter(({sentence}) => sentence !== '')];
}

/** @param {Problem[]} problems @returns {Problem[]} those that the worker has not solved yet. */
export function unsolved(problems) {
  return problems.filter(({input}) => isEnabled(input) && sentenceOf(input) !== '');
}

/** @param {Problem} problem brings its input into view and gives it the focus. */
export async function focusProblem({input, isPagesOwn}) {
  input.dispatchEvent(new CustomEvent('crowd-reveal', {bubbles: true, composed: true}));
  await input.updateComplete;
  // Of what is taller than the page the beginning, where it says what is wrong.
  const isTall = input.getBoundingClientRect().height > window.innerHeight;
  input.scrollIntoView({block: isTall ? 'start' : 'center'});
  if (input instanceof Participant || isPagesOwn) input.focus();
  else showBubble(input);
}

/** The browser's own message; the page's scripts have heard of it when the input was checked. */
function showBubble(input) {
  const keep = (event) => event.stopImmediatePropagation();
  window.addEventListener('invalid', keep, {capture: true});
  input.reportValidity();
  window.removeEventListener('invalid', keep, {capture: true});
}

/** Without it the answer would miss what the worker was asked for. */
function toCome(input) {
  return {input, sentence: TO_COME, caption: '', isPagesOwn: true};
}

function check(input) {
  const isOurs = input instanceof Participant;
  const isPagesOwn = !isOurs && isInvalidPrevented(input);
  const sentence = sentenceOf(input);
  if (isOurs) input.showProblem(sentence);
  return {input, sentence, caption: punctuated(captionOf(input)), isPagesOwn};
}

/** Fires `invalid` where it is due, which may also change what the message says. */
function isInvalidPrevented(input) {
  let heard;
  const hear = (event) => {
    heard = event;
  };
  input.addEventListener('invalid', hear);
  input.checkValidity();
  input.removeEventListener('invalid', hear);
  return heard?.defaultPrevented === true;
}

/** Fires nothing: it is asked again whenever the worker enters something, anywhere. */
function sentenceOf(input) {
  return input instanceof Participant ? input.problem() : input.validationMessage;
}

function punctuated(caption) {
  return caption && !/[.:?!]$/.test(caption) ? `${caption}:` : caption;
}

function captionOf(input) {
  if (input instanceof Participant) return input.caption;
  const label = input.labels?.[0]?.textContent.trim().replace(/\s+/g, ' ');
  return label || input.getAttribute('aria-label') || input.placeholder || input.name || '';
}
