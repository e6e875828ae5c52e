/** Keys that work without the focus on a control: digits choose, Enter submits. */

const TYPING =
  'textarea, select, input:not([type="radio"], [type="checkbox"], [type="button"], [type="submit"])';
const ACTING = 'button, a[href], summary, audio, video, [role="button"], [role="switch"], [role="tab"]';

/** The controllers on the page: where there are several, the focus tells whose keys they are. */
const active = new Set();

/** A reactive controller that hears the page's keys on behalf of one widget. */
export class Shortcuts {
  #host;
  #actions;

  /**
   * @param {HTMLElement & {addController: Function}} host
   * @param {object} actions
   * @param {(event: KeyboardEvent) => boolean} [actions.press] gets every key first, with its
   *   modifiers; returns whether it meant something.
   * @param {(position: number) => boolean} actions.choose gets 0 for the key 1, 9 for the key 0;
   *   returns whether there was something to choose.
   * @param {() => void} [actions.submit]
   */
  constructor(host, actions) {
    this.#host = host;
    this.#actions = actions;
    host.addController(this);
  }

  hostConnected() {
    active.add(this);
    document.addEventListener('keydown', this.#onKey);
  }

  hostDisconnected() {
    active.delete(this);
    document.removeEventListener('keydown', this.#onKey);
  }

  #onKey = (event) => {
    if (event.defaultPrevented || !this.#isMeant() || isBusy(event)) return;
    if (this.#actions.press?.(event)) {
      event.preventDefault();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^[0-9]$/.test(event.key)) {
      if (this.#actions.choose((Number(event.key) + 9) % 10)) event.preventDefault();
    } else if (event.key === 'Enter' && !event.repeat && !isOnButton(event)) {
      if (!this.#actions.submit) return;
      event.preventDefault();
      this.#actions.submit();
    }
  };

  #isMeant() {
    return active.size === 1 || this.#host.matches(':focus-within');
  }
}

/** @returns {boolean} whether the key belongs to a text field or to an open dialog. */
function isBusy(event) {
  return event.composedPath().some((node) => {
    if (!(node instanceof Element)) return false;
    return node.isContentEditable || node.matches(TYPING) || node.localName === 'dialog';
  });
}

function isOnButton(event) {
  return event.composedPath().some((node) => node instanceof Element && node.matches(ACTING));
}
