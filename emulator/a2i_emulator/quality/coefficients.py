"""Coefficients of agreement between workers who labelled the same things.

A *unit* is what one thing was called by those who labelled it: a sequence of values, one for each
worker, in any order. A worker who did not answer is left out, so units may differ in length. Every
coefficient is ``None`` where it is not defined: nothing was labelled twice, or, for those that
correct for chance, there was only one value and nothing for chance to do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Literal

Unit = Sequence[Hashable]
Level = Literal["nominal", "ordinal", "interval"]
Weights = Literal["linear", "quadratic"]

_MINIMUM = 2


def percent_agreement(units: Iterable[Unit]) -> float | None:
    """Return the share of the pairs of answers to one unit that are equal, over all units.

    Every unit weighs the same, however many workers answered it.
    """
    shares = [_equal_pairs(unit) for unit in units if len(unit) >= _MINIMUM]
    return sum(shares) / len(shares) if shares else None


def cohen_kappa(
    first: Sequence[Hashable],
    second: Sequence[Hashable],
    *,
    weights: Weights | None = None,
    order: Sequence[Hashable] = (),
) -> float | None:
    """Return Cohen's kappa of two workers who labelled the same units, in the same order.

    Source: J. Cohen, A coefficient of agreement for nominal scales, 1960, and Weighted kappa, 1968.

    Args:
        first: the one worker's values.
        second: the other's.
        weights: how far apart two values are, by their places in `order`; without it, any two
            different values are equally far apart.
        order: all values from the lowest to the highest; sorted ones by default.
    """
    pairs = list(zip(first, second, strict=True))
    values = list(order) or sorted(set(first) | set(second), key=_sort_key)
    apart = _disagreement(values, weights)
    seen = sum(apart(a, b) for a, b in pairs)
    ones, others = Counter(first), Counter(second)
    by_chance = (  # times the number of pairs
        len(pairs) ** 2 - sum(n * others[value] for value, n in ones.items())
        if weights is None
        else sum(ones[a] * others[b] * apart(a, b) for a in ones for b in others)
    )
    return 1 - seen * len(pairs) / by_chance if by_chance else None


def fleiss_kappa(units: Iterable[Unit]) -> float | None:
    """Return Fleiss' kappa: agreement corrected for chance, of any workers on each unit.

    Units with fewer or more answers than most are counted by their own number of pairs, which is
    Fleiss' own coefficient where all have the same number.

    Source: J. L. Fleiss, Measuring nominal scale agreement among many raters, 1971.
    """
    kept = [unit for unit in units if len(unit) >= _MINIMUM]
    agreed = percent_agreement(kept)
    if agreed is None:
        return None
    totals = Counter(value for unit in kept for value in unit)
    answers = totals.total()
    by_chance = sum((n / answers) ** 2 for n in totals.values())
    return (agreed - by_chance) / (1 - by_chance) if len(totals) > 1 else None


def krippendorff_alpha(units: Iterable[Unit], level: Level = "nominal") -> float | None:
    """Return Krippendorff's alpha, which takes any number of workers and missing answers.

    Source: K. Krippendorff, Computing Krippendorff's alpha-reliability, 2011.

    Args:
        units: what each thing was called.
        level: whether values only differ (nominal), have an order (ordinal), or are numbers whose
            differences mean something (interval). Ordinal values must be comparable.
    """
    kept = [unit for unit in units if len(unit) >= _MINIMUM]
    totals = Counter(value for unit in kept for value in unit)
    if len(totals) < _MINIMUM:
        return None
    apart = _apart(totals, level)
    seen = sum(apart(Counter(unit)) / (len(unit) - 1) for unit in kept)
    return 1 - seen * (totals.total() - 1) / apart(totals)


def _equal_pairs(unit: Unit) -> float:
    counts = Counter(unit).values()
    return sum(n * (n - 1) for n in counts) / (len(unit) * (len(unit) - 1))


def _disagreement(
    values: Sequence[Hashable], weights: Weights | None
) -> Callable[[Hashable, Hashable], float]:
    if weights is None:
        return lambda a, b: float(a != b)
    place = {value: i for i, value in enumerate(values)}
    power = 1 if weights == "linear" else 2
    return lambda a, b: float(abs(place[a] - place[b]) ** power)


def _apart(totals: Counter[Hashable], level: Level) -> Callable[[Counter[Hashable]], float]:
    """Return what adds up the distances of every two of some values, in both orders.

    It goes through the values, not through their pairs: there may be a hundred thousand.
    """
    if level == "nominal":
        return lambda counts: counts.total() ** 2 - sum(n * n for n in counts.values())
    places = _places(totals, level)

    def squares(counts: Counter[Hashable]) -> float:
        of = counts.total()
        mean = sum(n * places[value] for value, n in counts.items()) / of
        return 2 * of * sum(n * (places[value] - mean) ** 2 for value, n in counts.items())

    return squares


def _places(totals: Counter[Hashable], level: Level) -> dict[Hashable, float]:
    """Return numbers whose squared differences are the distances of the values."""
    if level == "interval":
        return {value: float(value) for value in totals}  # type: ignore[arg-type]
    middle: dict[Hashable, float] = {}
    below = 0.0
    for value in sorted(totals, key=_sort_key):
        middle[value] = below + totals[value] / 2
        below += totals[value]
    return middle


def _sort_key(value: Hashable) -> tuple[bool, float, str]:
    """Numbers by size, all else by its text behind them."""
    if isinstance(value, int | float):
        return False, float(value), ""
    return True, 0.0, str(value)
