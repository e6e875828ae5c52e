/** Runs of pixels that changed alike, in as few bytes as they take. */

/** A growing list: the gap before each run, its length, and what differs; seven bits a byte. */
export class Runs {
  #bytes = new Uint8Array(64);
  #size = 0;
  #skipped = 0;

  get isEmpty() {
    return this.#size === 0;
  }

  add(length, difference) {
    if (difference === 0) {
      this.#skipped += length;
      return;
    }
    this.#number(this.#skipped);
    this.#number(length);
    this.#byte(difference);
    this.#skipped = 0;
  }

  taken() {
    return this.#bytes.slice(0, this.#size);
  }

  #number(value) {
    let rest = value;
    for (; rest > 127; rest = Math.floor(rest / 128)) this.#byte((rest % 128) | 128);
    this.#byte(rest);
  }

  #byte(value) {
    if (this.#size === this.#bytes.length) {
      const larger = new Uint8Array(this.#size * 2);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes[this.#size] = value;
    this.#size += 1;
  }
}

/** @param {Uint8Array} bytes @returns {Generator<[number, number, number]>} gap, length, difference. */
export function* readRuns(bytes) {
  let at = 0;
  const number = () => {
    let value = 0;
    for (let unit = 1; ; unit *= 128) {
      const byte = bytes[at];
      at += 1;
      value += (byte & 127) * unit;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const run = [number(), number(), bytes[at]];
    at += 1;
    yield run;
  }
}
