/** "Show the answer as JSON": another way into a tool's answer, for those who ask for it. */
import {css, html, live, nothing} from '../vendor/lit.js';
import {parse} from './json-attribute.js';

/**
 * A reactive controller for any participant with a tool. Closed at first, and then `read` is not
 * called. Usage:
 *
 *     #json = new JsonToggle(this, {
 *       read: () => this.value,
 *       write: (value, continues) => {…; return ''},
 *     });
 *
 * 1. `read()` gives the answer as it stands, without the answer's name.
 * 2. `write(value, continues)` is called at each edit that can be read as JSON (or JSON5). Check the
 *    value (`shape.js` helps); if it does not fit, change nothing and return one sentence that says
 *    what is wrong and where. Else make it the answer, as one step of the tool's history, call
 *    `changed()` and return ''. `continues` is true if the step before was such an edit as well:
 *    replace that step, so that one undo takes back what was typed in one go.
 * 3. Put `${this.#json.render()}` under the tool, and `jsonToggleStyles` into the styles.
 * 4. Let `problem()` begin with `if (this.#json.problem) return this.#json.problem`, and `focus()`
 *    with `if (this.#json.focus()) return`: nothing is submitted while the text says something else
 *    than the tool. `reset()` calls `this.#json.close()`.
 * 5. Half an answer is kept in drafts where `marks()` holds `this.#json.mark` (undefined if there is
 *    none) and `restoreAnswer` gives it to `this.#json.restore(mark)`.
 *
 * When the tool changes the answer, the text follows, and what was half written goes. Where the host
 * `isLocked`, the text can be read, not edited.
 */
export class JsonToggle {
  /** Why the text is not the answer, for the worker; '' if it is. */
  problem = '';
  #host;
  #read;
  #write;
  #isOpen = false;
  /** The text as the worker writes it; undefined while it is what `read` gives. */
  #draft;
  /** The answer, printed, when the worker last wrote. */
  #answer;

  /**
   * @param {import('./participant.js').Participant} host
   * @param {{read: () => unknown, write: (value: any, continues: boolean) => string}} tool
   */
  constructor(host, {read, write}) {
    this.#host = host;
    this.#read = read;
    this.#write = write;
    host.addController(this);
  }

  hostConnected() {}

  /** @returns {string | undefined} what is written while it is no answer. */
  get mark() {
    return this.problem ? this.#draft : undefined;
  }

  /** @param {unknown} mark what `mark` once was, untrusted. */
  restore(mark) {
    if (typeof mark !== 'string') return;
    this.#isOpen = true;
    this.#take(mark);
    this.#host.requestUpdate();
  }

  /** Hides the text, and forgets what is no answer. */
  close() {
    this.#isOpen = false;
    this.#forget();
    this.#host.requestUpdate();
  }

  /** @returns {boolean} whether there was a problem to bring the worker to. */
  focus() {
    if (!this.problem) return false;
    this.#host.renderRoot.querySelector('.json-text')?.focus();
    return true;
  }

  /** @returns {unknown} a template. */
  render() {
    const isOpen = this.#isOpen;
    return html`<div class="json-toggle">
      <button
        class="link"
        type="button"
        aria-expanded=${isOpen ? 'true' : 'false'}
        @click=${() => this.#toggle()}
      >
        ${isOpen ? 'Hide the JSON' : 'Show the answer as JSON'}
      </button>
      ${isOpen ? this.#renderText() : nothing}
    </div>`;
  }

  #renderText() {
    const answer = printed(this.#read());
    if (this.#draft !== undefined && answer !== this.#answer) this.#forget();
    return html`<textarea
        class="json-text"
        aria-label="Answer as JSON"
        aria-describedby="json-problem"
        aria-invalid=${this.problem ? 'true' : nothing}
        spellcheck="false"
        autocapitalize="off"
        ?readonly=${this.#host.isLocked}
        .value=${live(this.#draft ?? answer)}
        @input=${this.#typed}
        @change=${(event) => event.stopPropagation()}
      ></textarea>
      <div id="json-problem" aria-live="polite">
        ${this.problem ? html`<p class="problem">${this.problem}</p>` : nothing}
      </div>`;
  }

  #toggle() {
    if (this.#isOpen) {
      this.close();
      return;
    }
    this.#isOpen = true;
    this.#host.requestUpdate();
  }

  #typed = (event) => {
    event.stopPropagation();
    const continues = this.#draft !== undefined;
    this.#take(event.target.value, continues);
    // The tool tells of a new answer itself; drafts hold half a one, too.
    if (this.problem) this.#host.changed();
    this.#host.requestUpdate();
  };

  #take(written, continues = false) {
    this.#draft = written;
    this.problem = this.#tried(written, continues);
    this.#answer = printed(this.#read());
  }

  #tried(written, continues) {
    try {
      return this.#write(parse(written), continues);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      return unreadable(error);
    }
  }

  #forget() {
    this.#draft = undefined;
    this.problem = '';
  }
}

/** @param {SyntaxError} error of JSON5, which knows the place. */
function unreadable({lineNumber, columnNumber, message}) {
  const cause = message.replace(/^JSON5: /, '').replace(/ at \d+:\d+$/, '');
  const place = lineNumber ? ` in line ${lineNumber}, column ${columnNumber}` : '';
  return `This is not valid JSON${place}: ${cause}.`;
}

function printed(value) {
  return JSON.stringify(value, null, 2) ?? '';
}

export const jsonToggleStyles = css`
  .json-toggle {
    margin-block: 16px;
  }
  .json-toggle .link {
    min-height: 24px;
    font-size: 0.875rem;
  }
  .json-text {
    display: block;
    width: 100%;
    min-height: 120px;
    max-height: 62vh;
    margin-top: 8px;
    padding: 10px 12px;
    border: 1px solid var(--crowd-line-strong);
    border-radius: var(--crowd-radius-small);
    background: var(--crowd-surface);
    color: var(--crowd-text);
    font: 0.8125rem/1.5 ui-monospace, 'SF Mono', Menlo, Consolas, monospace;
    field-sizing: content;
    resize: vertical;
  }
  .json-text[aria-invalid] {
    border-color: var(--crowd-danger);
  }
  .json-text[readonly] {
    background: var(--crowd-surface-sunken);
  }
`;
