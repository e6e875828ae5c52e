/**
 * The shapes of the tools' answers, to check what a worker or a script hands in. A shape is a
 * function `(value, path) => sentence`, '' where the value fits; the sentence begins with the place:
 *
 *     const BOX = record({label: text, left: whole(), width: whole(1)});
 *     const ANSWER = record({boundingBoxes: list(BOX)}, {inputImageProperties: anything});
 *     ANSWER(value, '')   // 'boundingBoxes[3].width must be a whole number, at least 1.'
 *
 * Further keys are let through: scripts of public templates add some.
 */

/** @typedef {(value: unknown, path: string) => string} Shape */

/** Anything fits. @type {Shape} */
export const anything = () => '';

/** @type {Shape} */
export const text = (value, path) => (typeof value === 'string' ? '' : say(path, 'must be text'));

/** @type {Shape} */
export const flag = (value, path) =>
  typeof value === 'boolean' ? '' : say(path, 'must be true or false');

/** @param {number} [least] @param {number} [most] @returns {Shape} a whole number. */
export function whole(least = -Infinity, most = Infinity) {
  return (value, path) => {
    if (Number.isInteger(value) && value >= least && value <= most) return '';
    const bounds = [
      least > -Infinity ? `at least ${least}` : '',
      most < Infinity ? `at most ${most}` : '',
    ].filter(Boolean);
    return say(path, ['must be a whole number', bounds.join(' and ')].filter(Boolean).join(', '));
  };
}

/** @param {unknown[]} choices @returns {Shape} one of some texts or numbers. */
export function oneOf(choices) {
  const named = () => choices.map((choice) => JSON.stringify(choice)).join(', ');
  return (value, path) => (choices.includes(value) ? '' : say(path, `must be one of ${named()}`));
}

/** @param {Shape} item @param {number} [least] @param {number} [most] @returns {Shape} a list. */
export function list(item, least = 0, most = Infinity) {
  return (value, path) => {
    if (!Array.isArray(value)) return say(path, 'must be a list [ … ]');
    if (value.length < least) return say(path, `must have ${least} entries or more`);
    if (value.length > most) return say(path, `must have ${most} entries or fewer`);
    return first(value.entries(), ([index, entry]) => item(entry, `${path}[${index}]`));
  };
}

/**
 * @param {Record<string, Shape>} wanted the keys that must be there.
 * @param {Record<string, Shape>} [optional] those that may be.
 * @returns {Shape} an object.
 */
export function record(wanted, optional = {}) {
  return (value, path) => {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) {
      return say(path, 'must be an object { … }');
    }
    const missing = Object.keys(wanted).find((key) => !Object.hasOwn(value, key));
    if (missing !== undefined) return say(path, `has no ${JSON.stringify(missing)}`);
    const present = Object.entries({...optional, ...wanted}).filter(([key]) => Object.hasOwn(value, key));
    return first(present, ([key, shape]) => shape(value[key], path ? `${path}.${key}` : key));
  };
}

function first(items, check) {
  for (const item of items) {
    const sentence = check(item);
    if (sentence) return sentence;
  }
  return '';
}

function say(path, rest) {
  return `${path || 'The answer'} ${rest}.`;
}
