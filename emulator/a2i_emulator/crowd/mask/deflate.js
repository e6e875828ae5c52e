/**
 * Deflate (RFC 1951, 1950) for the rows of a PNG that are given as runs, each row as what differs
 * from the one above (PNG's filter 2). All in one block with a code of its own; the only distance
 * is four bytes, one pixel back. Twelve million pixels without anything make 46 kB, as with zlib.
 */

const UP = 2;
const LONGEST = 258;
const END = 256;
const ADLER = 65_521;
const SYMBOLS = 286;
const MOST_BITS = 15;
/** In this order the header tells how the lengths of the codes are written: with four bits each. */
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/** The lengths of a match by symbol, from 257 on: the least of each, and its extra bits. */
const LENGTHS = Array.from({length: 28}, (_, at) => {
  const extra = at < 8 ? 0 : (at >> 2) - 1;
  return {least: at < 8 ? at + 3 : ((4 + (at & 3)) << extra) + 3, extra};
});
/** The place in LENGTHS for each length of a match. */
const PLACES = Array.from({length: LONGEST}, (_, length) =>
  LENGTHS.findLastIndex(({least}) => least <= length),
);

/**
 * @param {Int32Array} runs see `rowsOf` in `png.js`.
 * @param {number} size how many numbers of `runs` count.
 * @param {number[][]} channels the four bytes of each number.
 * @returns {Uint8Array} a zlib stream.
 */
export function deflated(runs, size, channels) {
  const bytesOf = differences(channels);
  const counts = new Float64Array(SYMBOLS);
  const counter = {symbol: (symbol) => (counts[symbol] += 1), extra() {}};
  emit(runs, size, bytesOf, counter);
  const writer = new Writer(huffman(lengthsOf(counts)));
  emit(runs, size, bytesOf, writer);
  return writer.ended(adler(runs, size, bytesOf));
}

/** @returns {(kind: number) => number[]} the four bytes of a run, kept for the next. */
function differences(channels) {
  const known = new Map();
  return (kind) => {
    if (!known.has(kind)) {
      const upper = channels[kind & 255];
      known.set(kind, channels[kind >> 8].map((value, at) => (value - upper[at]) & 255));
    }
    return known.get(kind);
  };
}

function emit(runs, size, bytesOf, sink) {
  for (let at = 0; at < size; at += 2) {
    if (runs[at] === -1) sink.symbol(UP);
    else {
      for (const byte of bytesOf(runs[at])) sink.symbol(byte);
      emitMatches((runs[at + 1] - 1) * 4, sink);
    }
  }
  sink.symbol(END);
}

/** @param {number} total how many bytes to repeat: a multiple of four. */
function emitMatches(total, sink) {
  for (let rest = total; rest > 0; ) {
    // What would leave less than the shortest match is cut shorter.
    const length = rest === LONGEST + 2 ? rest - 4 : Math.min(rest, LONGEST);
    if (length === LONGEST) {
      sink.symbol(285);
      sink.extra(0, 1);
    } else {
      const {least, extra} = LENGTHS[PLACES[length]];
      sink.symbol(257 + PLACES[length]);
      // The extra bits, and after them the one bit of the distance.
      sink.extra(length - least, extra + 1);
    }
    rest -= length;
  }
}

/** @returns {number} the checksum of the rows. */
function adler(runs, size, bytesOf) {
  let sum = 1;
  let sums = 0;
  for (let at = 0; at < size; at += 2) {
    const bytes = runs[at] === -1 ? [UP] : bytesOf(runs[at]);
    const times = runs[at + 1];
    if (bytes.every((byte) => byte === 0)) {
      sums = (sums + sum * times * 4) % ADLER;
      continue;
    }
    for (let time = 0; time < times; time += 1) {
      for (const byte of bytes) {
        sum = (sum + byte) % ADLER;
        sums = (sums + sum) % ADLER;
      }
    }
  }
  return sums * 65_536 + sum;
}

/** Writes bits, the lowest first. */
class Writer {
  #bytes = new Uint8Array(1 << 14);
  #size = 0;
  #bits = 0;
  #held = 0;
  #codes;

  constructor(codes) {
    this.#codes = codes;
    this.extra(0x0178, 16);
    // The last block, with a code of its own: all literals and lengths, and four distances.
    this.extra(0b101, 3);
    this.extra(SYMBOLS - 257, 5);
    this.extra(3, 5);
    this.extra(ORDER.length - 4, 4);
    for (const length of ORDER) this.extra(length < 16 ? 4 : 0, 3);
    for (const bits of [...codes.map((code) => code.bits), 0, 0, 0, 1]) {
      this.extra(mirrored(bits, 4), 4);
    }
  }

  symbol(symbol) {
    const {code, bits} = this.#codes[symbol];
    this.extra(code, bits);
  }

  extra(value, count) {
    this.#bits |= value << this.#held;
    this.#held += count;
    while (this.#held >= 8) {
      this.#byte(this.#bits & 255);
      this.#bits >>>= 8;
      this.#held -= 8;
    }
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

  ended(sum) {
    this.extra(0, (8 - this.#held) % 8);
    const end = new DataView(new ArrayBuffer(4));
    end.setUint32(0, sum);
    for (let at = 0; at < 4; at += 1) this.#byte(end.getUint8(at));
    return this.#bytes.subarray(0, this.#size);
  }
}

/**
 * @param {Float64Array} counts how often each symbol occurs; at least two do.
 * @returns {number[]} how many bits the code of each has, 0 where it does not occur.
 */
function lengthsOf(counts) {
  const total = counts.reduce((sum, count) => sum + count, 0);
  // No rarer than this: by the golden ratio, no code is then longer than deflate allows.
  const least = Math.ceil(total / 2 ** (MOST_BITS - 5));
  const lengths = Array.from(counts, () => 0);
  const trees = [...counts.entries()]
    .filter(([, count]) => count > 0)
    .map(([symbol, count]) => ({weight: Math.max(count, least), symbols: [symbol]}));
  while (trees.length > 1) {
    trees.sort((left, right) => right.weight - left.weight);
    const [one, two] = [trees.pop(), trees.pop()];
    const symbols = [...one.symbols, ...two.symbols];
    for (const symbol of symbols) lengths[symbol] += 1;
    trees.push({weight: one.weight + two.weight, symbols});
  }
  return lengths;
}

/** @param {number[]} lengths of the codes @returns {{code: number, bits: number}[]} canonical. */
function huffman(lengths) {
  const codes = lengths.map((bits) => ({code: 0, bits}));
  let code = 0;
  for (let bits = 1; bits <= MOST_BITS; bits += 1) {
    for (const entry of codes) {
      if (entry.bits !== bits) continue;
      entry.code = mirrored(code, bits);
      code += 1;
    }
    code *= 2;
  }
  return codes;
}

function mirrored(code, bits) {
  let result = 0;
  for (let bit = 0; bit < bits; bit += 1) result |= ((code >> bit) & 1) << (bits - 1 - bit);
  return result;
}
