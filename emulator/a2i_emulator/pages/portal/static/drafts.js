/**
 * What a worker has entered and not submitted yet, in this browser: by job and worker, so that it
 * outlives a stop, a reload, a lost connection and a deadline.
 */

const PREFIX = 'a2i-draft:';
const KEPT_FOR = 30 * 86_400_000;

/** A draft of one worker's task. */
export class Draft {
  #key;
  #kept;

  /** @param {string} loop @param {string} worker */
  constructor(loop, worker) {
    this.#key = `${PREFIX}${loop}:${worker}`;
    this.#kept = read(this.#key);
    forgetOld();
  }

  /** @returns {Record<string, unknown> | undefined} what was kept last. */
  get content() {
    return this.#kept?.content;
  }

  /** @returns {Record<string, unknown> | undefined} what came with it; see `messages.js`. */
  get marks() {
    return this.#kept?.marks;
  }

  /**
   * Keeps both here, and in storage if there is room.
   * @param {Record<string, unknown>} content
   * @param {Record<string, unknown>} [marks]
   */
  keep(content, marks) {
    this.#kept = {at: Date.now(), content, marks};
    try {
      localStorage.setItem(this.#key, JSON.stringify(this.#kept));
    } catch {
      // No room, or no storage: the page itself still has it.
    }
  }

  /** Forgets it, in storage too. */
  forget() {
    this.#kept = undefined;
    try {
      localStorage.removeItem(this.#key);
    } catch {
      // Nothing was kept, then.
    }
  }
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? undefined;
  } catch {
    return undefined;
  }
}

function forgetOld() {
  try {
    for (const key of Object.keys(localStorage)) {
      const isOld = !(read(key)?.at > Date.now() - KEPT_FOR);
      if (key.startsWith(PREFIX) && isOld) localStorage.removeItem(key);
    }
  } catch {
    // No storage.
  }
}
