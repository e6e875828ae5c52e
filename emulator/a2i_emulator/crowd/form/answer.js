/**
 * Building the answer of a form: one flat object, each named input one property.
 *
 * - Names are opaque: dots, brackets and spaces stay in the key.
 * - Check boxes, radio buttons and switches of one name merge into `{option: bool}`, with the
 *   unchecked ones; an option that occurs twice is true if any of them is checked. Of everything
 *   else with one name the last in document order wins.
 * - Empty, disabled and nameless inputs are absent.
 * - Keys come out in ASCII order at every level, as the service writes them.
 */
import {Participant} from '../base/participant.js';
import {inputsIn, isChoice, isEnabled} from './inputs.js';

/**
 * @param {Element} root the form.
 * @param {Participant} [owner] a widget that brings its own form, and answers as well.
 * @returns {Record<string, unknown>} the answerContent.
 */
export function collectAnswer(root, owner) {
  const inputs = [...(owner ? [owner] : []), ...inputsIn(root)];
  const answer = new Map();
  for (const part of inputs.filter(isEnabled).flatMap(partsOf)) addPart(answer, part);
  return sorted(Object.fromEntries([...answer].map(([name, value]) => [name, settled(value)])));
}

/**
 * @param {Element} root the form.
 * @param {Participant} [owner] see `collectAnswer`.
 * @returns {Record<string, unknown>} what drafts have to hold besides the answer, by name.
 */
export function collectMarks(root, owner) {
  const inputs = [...(owner ? [owner] : []), ...inputsIn(root)].filter(isEnabled);
  const participants = inputs.filter((input) => input instanceof Participant && input.answerName);
  const marks = participants.map((participant) => [participant.answerName, participant.marks()]);
  return Object.fromEntries(marks.filter(([, mark]) => mark !== undefined));
}

/**
 * @param {unknown} value
 * @returns {unknown} a copy whose objects have their keys in ASCII order.
 */
export function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  const keys = Object.keys(value).sort(byCodePoint);
  return Object.fromEntries(keys.map((key) => [key, sorted(value[key])]));
}

function byCodePoint(left, right) {
  return left < right ? -1 : Number(left > right);
}

function addPart(answer, part) {
  if (!('option' in part)) {
    answer.set(part.name, part.value);
    return;
  }
  const found = answer.get(part.name);
  const options = found instanceof Map ? found : new Map();
  options.set(part.option, part.checked || options.get(part.option) === true);
  answer.set(part.name, options);
}

/** A Map only ever holds merged options: values of inputs are strings, numbers, plain objects. */
function settled(value) {
  return value instanceof Map ? Object.fromEntries(value) : value;
}

function partsOf(input) {
  return input instanceof Participant ? input.answerParts() : nativeParts(input);
}

/**
 * @param {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} input
 * @returns {import('../base/participant.js').AnswerPart[]}
 */
function nativeParts(input) {
  const {name} = input;
  if (!name) return [];
  if (isChoice(input)) return [{name, option: input.value, checked: input.checked}];
  if (input.multiple && input.options) {
    const options = [...input.options].filter((option) => !option.disabled);
    return options.map(({value, selected}) => ({name, option: value, checked: selected}));
  }
  return input.value === '' ? [] : [{name, value: input.value}];
}
