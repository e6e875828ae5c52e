/** Finding out why a form cannot be submitted, and showing it to the worker. */
import {Participant} from '../base/participant.js';
import {inputsIn, isEnabled} from './inputs.js';

/**
 * `caption` names the input, with the punctuation that leads to the sentence.
 * @typedef {{input: Element, caption: string, sentence: string}} Problem
 */

/**
 * Checks every enabled input; the elements show what is wrong with them.
 * @param {Element} root the form.
 * @param {Participant} [owner] see `collectAnswer`.
 * @returns {Problem[]} in document order.
 */
export function checkInputs(root, owner) {
  const inputs = [...(owner ? [owner] : []), ...inputsIn(root)].filter(isEnabled);
  return inputs.map(check).filter(({sentence}) => sentence !== '');
}

/** @param {Problem[]} problems @returns {Problem[]} those that the worker has not solved yet. */
export function unsolved(problems) {
  return problems.filter(({input}) => isEnabled(input) && sentenceOf(input) !== '');
}

/** @param {Problem} problem brings its input into view and gives it the focus. */
export async function focusProblem({input}) {
  input.dispatchEvent(new CustomEvent('crowd-reveal', {bubbles: true, composed: true}));
  await input.updateComplete;
  input.scrollIntoView({block: 'center'});
  if (input instanceof Participant) input.focus();
  else input.reportValidity();
}

function check(input) {
  const sentence = sentenceOf(input);
  if (input instanceof Participant) input.showProblem(sentence);
  const caption = captionOf(input);
  return {input, sentence, caption: caption && !/[.:?!]$/.test(caption) ? `${caption}:` : caption};
}

function sentenceOf(input) {
  if (input instanceof Participant) return input.problem();
  return input.checkValidity() ? '' : input.validationMessage;
}

function captionOf(input) {
  if (input instanceof Participant) return input.caption;
  const label = input.labels?.[0]?.textContent.trim().replace(/\s+/g, ' ');
  return label || input.getAttribute('aria-label') || input.placeholder || input.name || '';
}
