/** Undo and redo, without limit. */

/**
 * @typedef {object} Step
 * @property {string} name what was done, for the worker: `Dog 1 moved`.
 * @property {() => void} undo
 * @property {() => void} redo
 */

/** What was done on an easel, in order. */
export class History {
  /** @type {Step[]} */
  #done = [];
  /** @type {Step[]} */
  #undone = [];

  /** @returns {Step | undefined} the last step that is not undone. */
  get last() {
    return this.#done.at(-1);
  }

  /** @returns {Step | undefined} the step that would be redone. */
  get next() {
    return this.#undone.at(-1);
  }

  /**
   * Takes note of a step that has been done; what was undone before is gone.
   * @param {Step} step
   */
  record(step) {
    this.#done.push(step);
    this.#undone = [];
  }

  /**
   * Makes one step of the last one and a further one: one undo takes both back.
   * @param {Step} step
   */
  extend(step) {
    const {last} = this;
    if (last) this.#done.pop();
    this.record(last ? {...step, undo: last.undo} : step);
  }

  /** @returns {Step | undefined} the step that was taken back. */
  undo() {
    const step = this.#done.pop();
    if (!step) return undefined;
    this.#undone.push(step);
    step.undo();
    return step;
  }

  /** @returns {Step | undefined} the step that was done again. */
  redo() {
    const step = this.#undone.pop();
    if (!step) return undefined;
    this.#done.push(step);
    step.redo();
    return step;
  }

  clear() {
    this.#done = [];
    this.#undone = [];
  }
}
