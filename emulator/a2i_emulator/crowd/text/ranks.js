/** Ranks of some responses in one respect: a rank for each one, null for none yet. */

/**
 * @param {unknown} given untrusted.
 * @param {number} count of responses.
 * @returns {(number | null)[]} a rank from 1 to `count` for each response.
 */
export function ranksOf(given, count) {
  const isRank = (rank) => Number.isInteger(rank) && rank >= 1 && rank <= count;
  return Array.from({length: count}, (_, index) => (isRank(given?.[index]) ? given[index] : null));
}

/**
 * Gives a response a rank. Where there are no ties, those in its way make room: they move towards
 * the nearest rank that is free, further down if there is one.
 * @param {(number | null)[]} ranks
 * @param {number} index of the response.
 * @param {number | null} rank
 * @param {boolean} allowTie
 * @returns {(number | null)[]}
 */
export function ranked(ranks, index, rank, allowTie) {
  const others = ranks.with(index, null);
  if (rank === null || allowTie) return others.with(index, rank);
  const free = nearestFree(others, rank);
  const step = free > rank ? 1 : -1;
  const isInTheWay = (one) => one !== null && (one - rank) * step >= 0 && (free - one) * step > 0;
  return others.map((one) => (isInTheWay(one) ? one + step : one)).with(index, rank);
}

function nearestFree(ranks, rank) {
  const isFree = (one) => !ranks.includes(one);
  for (let one = rank; one <= ranks.length; one += 1) if (isFree(one)) return one;
  for (let one = rank; one >= 1; one -= 1) if (isFree(one)) return one;
  return rank;
}

/** @param {(number | null)[]} ranks @returns {number | undefined} a rank that occurs twice. */
export function tieIn(ranks) {
  return ranks.find((rank, index) => rank !== null && ranks.indexOf(rank) < index) ?? undefined;
}
