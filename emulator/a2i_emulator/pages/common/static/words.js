/** The words of scripts in the language of their page, which brings them along. */

const words = JSON.parse(document.getElementById('words')?.textContent ?? '{}');

/**
 * @param {string} text in English; `%(name)s` in it is the value of that name.
 * @param {Record<string, unknown>} [values]
 * @returns {string} the same in the page's language.
 */
export function say(text, values = {}) {
  return (words[text] ?? text).replace(/%\((\w+)\)s/g, (_, name) => String(values[name]));
}
