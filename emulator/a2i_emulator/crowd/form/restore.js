/** Putting an answer back into a form (a resumed draft), and going back to the presets. */
import {Participant} from '../base/participant.js';
import {inputsIn, isChoice, isEnabled} from './inputs.js';

/**
 * @param {Element} root the form.
 * @param {object} draft untrusted.
 * @param {Record<string, unknown>} draft.answer what `collectAnswer` once gave.
 * @param {Record<string, unknown>} [draft.marks] what `collectMarks` gave then.
 * @param {Participant} [owner] see `collectAnswer`.
 */
export function restoreDraft(root, {answer, marks}, owner) {
  for (const input of [...(owner ? [owner] : []), ...inputsIn(root)]) {
    const name = input instanceof Participant ? input.answerName : input.name;
    if (!name) continue;
    const isKept = Object.hasOwn(answer, name) || Object.hasOwn(marks ?? {}, name);
    if (isKept) restoreInput(input, answer[name], marks?.[name]);
    else if (isEnabled(input)) emptyInput(input);
  }
}

/** What is not in an answer was empty, whatever the template presets. */
function emptyInput(input) {
  if (input instanceof Participant) input.empty();
  else if (input.options) emptySelect(input);
  else if (!isChoice(input) && !KEPT.has(input.type)) input.value = '';
}

function emptySelect(select) {
  if ([...select.options].some(({value}) => value === '')) select.value = '';
}

/** Inputs that are never empty, or that scripts fill in. */
const KEPT = new Set(['hidden', 'range', 'color']);

function restoreInput(input, value, marks) {
  if (input instanceof Participant) input.restoreAnswer(value, marks);
  else if (isChoice(input)) input.checked = value?.[input.value] === true;
  else if (input.multiple && input.options) restoreOptions(input, value);
  else if (input.type !== 'hidden' && typeof value === 'string') input.value = value;
}

function restoreOptions(select, value) {
  for (const option of select.options) option.selected = value?.[option.value] === true;
}

/** @param {Element} root @param {Participant} [owner] gives each input its preset again. */
export function resetInputs(root, owner) {
  for (const input of [...(owner ? [owner] : []), ...inputsIn(root)]) {
    if (input instanceof Participant) input.reset();
    else resetNative(input);
  }
}

function resetNative(input) {
  if (isChoice(input)) input.checked = input.defaultChecked;
  else if (input.options) resetSelect(input);
  else input.value = input.defaultValue;
}

function resetSelect(select) {
  const options = [...select.options];
  for (const option of options) option.selected = option.defaultSelected;
  const hasPreset = select.multiple || options.some((option) => option.defaultSelected);
  if (!hasPreset) select.selectedIndex = options.findIndex((option) => !option.disabled);
}
