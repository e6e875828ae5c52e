/** Finding what contributes to an answer: elements of ours and plain HTML inputs. */
import {Participant} from '../base/participant.js';

const NATIVE = 'input, select, textarea';
const NO_ANSWER = new Set(['button', 'submit', 'reset', 'image', 'file']);

/**
 * Walks the inputs of a form in document order: the light descendants, nested forms included, and
 * what a slot of an outer shadow root brings in. Shadow roots of descendants are left alone.
 * @param {Element} root
 * @returns {Generator<Element>} participants and native inputs, disabled ones too.
 */
export function* inputsIn(root) {
  for (const child of childrenOf(root)) {
    if (child instanceof Participant || isNativeInput(child)) yield child;
    yield* inputsIn(child);
  }
}

/** @param {Element} element @returns {boolean} whether its answer counts. */
export function isEnabled(element) {
  if (element instanceof Participant) return !(element.disabled || element.matches(':disabled'));
  return !element.matches(':disabled');
}

/** @param {Element} element @returns {boolean} */
export function isNativeInput(element) {
  return element.matches(NATIVE) && !NO_ANSWER.has(element.type);
}

/** @param {Element} element @returns {boolean} whether it is a check box or radio button. */
export function isChoice(element) {
  return element.type === 'checkbox' || element.type === 'radio';
}

/**
 * @param {Element} root
 * @param {boolean} isClosed whether the answer is on its way, or there.
 * @param {Participant} [owner] see `collectAnswer`.
 */
export function closeInputs(root, isClosed, owner) {
  for (const input of [...(owner ? [owner] : []), ...inputsIn(root)]) {
    if (input instanceof Participant) input.isFormClosed = isClosed;
  }
}

function childrenOf(node) {
  const assigned = node instanceof HTMLSlotElement ? node.assignedElements() : [];
  return assigned.length > 0 ? assigned : node.children;
}
