/**
 * The base of all Crowd HTML Elements, and how to write one.
 *
 * 1. One element a file, `elements/crowd-NAME.js`, that ends in
 *    `customElements.define('crowd-name', CrowdName)`; import it in `main.js`. It is upgraded when
 *    its start tag is parsed, before it has children: look at those in a slotchange listener or
 *    a MutationObserver, not in the constructor or in connectedCallback alone. `join.py` tells how
 *    modules import and export. A large one is imported by the `main.js` of a folder instead, which
 *    is a part (`files.py`): only pages that have such an element load it.
 *
 * 2. Attributes are declared once, with `attributes()`:
 *
 *        static properties = attributes({src: text, maxLength: number, pin: flag, labels: json});
 *
 *    The property `maxLength` is then the attribute `max-length`; `maxlength`, which is what a
 *    browser makes of `maxLength="…"` in HTML, works too. `flag`: present means true. `json` and
 *    `jsonOrText` (from `json-attribute.js`) read JSON5. A property
 *    set before the element was upgraded is taken over by lit. Pass on the parent's attributes:
 *    `static properties = {...super.properties, …}` is not needed, lit inherits them.
 *
 * 3. Which base?
 *    - `CrowdElement` (here): shows something, answers nothing: alert, badge, card, tabs …
 *    - `CrowdField` (`field.js`): one input: name, disabled, required; form-associated, so that
 *      `<label for>` and `<fieldset disabled>` work.
 *    - `CrowdWidget` (`widget.js`): a whole task: header, instructions, regions.
 *    The last two are participants (`participant.js`).
 *
 * 4. How a participant contributes to the answer. crowd-form walks its subtree when it submits
 *    (`form/inputs.js`, `form/answer.js`) and asks each participant that is not disabled for
 *    `answerParts()`: a list of `{name, value}` (the last one of a name wins) or of
 *    `{name, option, checked}` (merged into one `{option: bool}` object per name). The default
 *    makes one part of `answerName` (the name attribute; override it where the key is fixed) and
 *    `answerValue()`. Undefined, null, '' and a missing name contribute nothing. Keys come out
 *    sorted at every level, so build objects in any order. Shadow roots of elements are not
 *    searched: an element answers for itself, its light children answer for themselves.
 *
 * 5. Validation: override `problem()`; return '' or one sentence for the worker. On submission
 *    the form calls `showProblem(sentence)` on each participant (rendered by `renderProblem()`),
 *    then `focus()` on the first one that has a problem. Call `this.changed()` after every change
 *    by the worker: it clears the message, and fires `input` and `change`, on which drafts are
 *    sent. `reset()` restores the preset; `restoreAnswer(value, marks)` takes back what
 *    `answerValue()` and `marks()` once gave (resumed drafts), and `empty()` that the former gave
 *    nothing.
 *
 * 6. Widgets override `renderTask()` for the right-hand side and list the regions they show in
 *    `static regions`; `this.region('worker-comment')` is the child element or null, and
 *    `<slot name="classification-target">` shows one. `short-instructions` (left pane) and
 *    `full-instructions` (dialog) are shown by the base. `WorkerComment` (`worker-comment.js`) is
 *    a ready controller for that region. `ChoiceWidget` (`choice-widget.js`) asks for categories,
 *    `ImageChoiceWidget` for those of an image. `DrawingWidget` (`drawing/drawing-widget.js`) has
 *    an easel (`drawing/easel.js`: stage, labels, history, list), and `ShapesWidget` draws on it,
 *    `MaskWidget` paints. Every tool has a `JsonToggle`
 *    (`json-toggle.js`) under itself, whose edits a shape of `shape.js` checks, and lets nothing
 *    be changed where the participant `isLocked`. `<a2i-image-viewer>` (`image-viewer.js`)
 *    shows an image and what is drawn over it. The class names that public templates reach for
 *    (`awsui-app-layout__navigation`, `awsui-modal-dialog`, `annotation-area`) are in the base's
 *    markup; `category-picker-wrapper` and `upper-canvas` are the widgets' own.
 *
 * 7. Style with the tokens of `tokens.js` only (`var(--crowd-accent)` …), so light and dark come
 *    for free; extend with `static styles = [super.styles, css`…`]`. Icons: `<iron-icon icon="check">`
 *    after `import './iron-icon.js'` (all Polymer icon sets, loaded when first used); for the
 *    chrome of the elements themselves `glyphs.js`, which costs no request.
 *
 * 8. Everything here may be hostile: text goes through lit's `${}`, never through innerHTML or
 *    unsafeHTML; a URL from an attribute that becomes a link goes through `safeHref()`.
 */
import {LitElement} from '../vendor/lit.js';
import {elementStyles} from './tokens.js';

/** An attribute with text. */
export const text = {type: String};
/** An attribute with a number. */
export const number = {type: Number};
/** A switch: true when the attribute is present, whatever it says; the property sets the attribute. */
export const flag = {type: Boolean};
/** A property that is no attribute; changing it renders again. */
export const state = {state: true};

/**
 * Declares properties with their kebab-case attributes.
 * @param {Record<string, object>} declarations property name to one of text, number, flag, …
 * @returns {Record<string, object>} what lit's `static properties` takes.
 */
export function attributes(declarations) {
  const named = Object.entries(declarations).map(([property, options]) => [
    property,
    options.state ? options : {attribute: kebab(property), ...options},
  ]);
  return Object.fromEntries(named);
}

/** @param {string} property @returns {string} the attribute name: `maxLength` gives `max-length`. */
function kebab(property) {
  return property.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Lower-case aliases (`maxlength`) of each class's attributes, to their kebab-case names. */
const aliases = new WeakMap();

/** An element of each class as it is made. @type {WeakMap<Function, CrowdElement>} */
const made = new WeakMap();

function pristine(kind) {
  if (!made.has(kind)) made.set(kind, new kind());
  return made.get(kind);
}

/** A Crowd HTML Element: lit, the shared style, attribute aliases. */
export class CrowdElement extends LitElement {
  static styles = [elementStyles];

  /** An element that is being made must leave its attributes alone. */
  #isMade = false;

  constructor() {
    super();
    for (const [property, {type}] of this.constructor.elementProperties) {
      if (type === Boolean) this[property] = false;
    }
    this.#isMade = true;
  }

  /**
   * Runs whenever a property is set. A switch sets its attribute in the same moment, as native ones
   * do: lit would do so after rendering, which asks `:disabled`.
   */
  requestUpdate(name, old, options) {
    const {type, attribute} = this.constructor.elementProperties.get(name) ?? {};
    if (type === Boolean && #isMade in this && this.#isMade) {
      this.toggleAttribute(attribute, Boolean(this[name]));
    }
    super.requestUpdate(name, old, options);
  }

  static get observedAttributes() {
    const names = super.observedAttributes;
    const hyphenated = names.filter((name) => name.includes('-'));
    aliases.set(this, new Map(hyphenated.map((name) => [name.replaceAll('-', ''), name])));
    return [...names, ...aliases.get(this).keys()];
  }

  /** An attribute that is taken away leaves what a new element has: lit would leave null. */
  attributeChangedCallback(name, old, value) {
    const attribute = aliases.get(this.constructor)?.get(name) ?? name;
    super.attributeChangedCallback(attribute, old, value);
    if (value !== null || old === null) return;
    for (const [property, options] of this.constructor.elementProperties) {
      if (options.attribute === attribute) this[property] = pristine(this.constructor)[property];
    }
  }

  /** Renders again when the page is parsed: for what stands anywhere on it, perhaps further down. */
  renderWhenParsed() {
    if (document.readyState !== 'loading') return;
    document.addEventListener('DOMContentLoaded', () => this.requestUpdate(), {once: true});
  }

  /**
   * Fires an event that bubbles out of every shadow root.
   * @param {string} type
   * @param {object} [options] `detail`, `cancelable`
   * @returns {boolean} false if a listener prevented the default.
   */
  emit(type, options = {}) {
    return this.dispatchEvent(new CustomEvent(type, {bubbles: true, composed: true, ...options}));
  }

  /** Fires `input` and `change`, as a native input does after the worker's change. */
  emitChange() {
    this.dispatchEvent(new Event('input', {bubbles: true, composed: true}));
    this.dispatchEvent(new Event('change', {bubbles: true}));
  }
}

/**
 * @param {string | null | undefined} url
 * @returns {string | undefined} the URL if following it runs no script.
 */
export function safeHref(url) {
  if (!url) return undefined;
  try {
    const {protocol} = new URL(url, document.baseURI);
    return ['http:', 'https:', 'mailto:', 'tel:', 'blob:'].includes(protocol) ? url : undefined;
  } catch {
    return undefined;
  }
}
