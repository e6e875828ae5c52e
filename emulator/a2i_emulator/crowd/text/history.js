/** Undo and redo without limit, of values that are never changed in place. */

/** @template Value */
export class History {
  #past = [];
  #future = [];

  /** @param {Value} value to begin with. */
  constructor(value) {
    /** The value as it stands. */
    this.value = value;
  }

  get canUndo() {
    return this.#past.length > 0;
  }

  get canRedo() {
    return this.#future.length > 0;
  }

  /** @param {Value} value @param {boolean} [replaces] whether one undo takes back the last step too. */
  step(value, replaces = false) {
    if (!replaces || !this.canUndo) this.#past.push(this.value);
    this.#future = [];
    this.value = value;
  }

  /** @returns {boolean} whether there was something to undo. */
  undo() {
    return this.#move(this.#past, this.#future);
  }

  /** @returns {boolean} whether there was something to do again. */
  redo() {
    return this.#move(this.#future, this.#past);
  }

  #move(from, to) {
    if (from.length === 0) return false;
    to.push(this.value);
    this.value = from.pop();
    return true;
  }
}
