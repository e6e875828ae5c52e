"""Shares of a sample with their intervals, and how large a sample must be."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Share:
    """A share of a sample.

    Attributes:
        count: how many have it.
        of: out of how many.
        low, high: Wilson's interval, in which the whole's share lies with the confidence that it
            was made with.
    """

    count: int
    of: int
    low: float
    high: float

    @property
    def value(self) -> float | None:
        """The share, from 0 to 1; None of nothing."""
        return self.count / self.of if self.of else None


def share(count: int, of: int, confidence: float = CONFIDENCE) -> Share:
    """Return a share with Wilson's score interval; from 0 to 1 where nothing was counted.

    Source: E. B. Wilson, Probable inference, the law of succession, and statistical
    inference, 1927.

    Raises:
        ValueError: the counts or the confidence are impossible.
    """
    if not 0 <= count <= of:
        raise ValueError(f"{count} of {of} is not a share")
    if not of:
        return Share(0, 0, 0.0, 1.0)
    z = _z(confidence)
    p, spread = count / of, z * z / of
    middle = (p + spread / 2) / (1 + spread)
    reach = z * math.sqrt(p * (1 - p) / of + spread / of / 4) / (1 + spread)
    low = middle - reach if count else 0.0
    high = middle + reach if count < of else 1.0
    return Share(count, of, low, high)


def sample_size(
    margin: float,
    *,
    expected: float = 0.5,
    confidence: float = CONFIDENCE,
    population: int | None = None,
) -> int:
    """Return how many must be reviewed for an interval of ``share ± margin``.

    Source: W. G. Cochran, Sampling techniques, 1977, with his correction for a finite population.

    Args:
        margin: half of the interval's width, such as 0.02.
        expected: the share that is expected; 0.5 is the worst case.
        confidence: how sure it is to be.
        population: how many there are in all; None for more than anybody could count.

    Raises:
        ValueError: a number is out of its bounds.
    """
    if not 0 < margin < 1 or not 0 <= expected <= 1 or (population is not None and population < 1):
        raise ValueError("margin and expected share are between 0 and 1, a population is positive")
    # Where next to nothing is expected, the sample must be able to show even that.
    many = _z(confidence) ** 2 * max(expected * (1 - expected), margin * (1 - margin)) / margin**2
    if population is None:
        return math.ceil(many)
    return min(math.ceil(many / (1 + (many - 1) / population)), population)


def sampling_percentage(
    margin: float,
    population: int,
    *,
    expected: float = 0.5,
    confidence: float = CONFIDENCE,
) -> float:
    """Return the RandomSamplingPercentage (0.01 to 100) that sends enough of a population.

    Sampled are whole requests at random, so the number varies; it is raised by as many standard
    deviations of it as the confidence takes.

    Raises:
        ValueError: a number is out of its bounds.
    """
    needed = sample_size(margin, expected=expected, confidence=confidence, population=population)
    if confidence <= 0.5:  # noqa: PLR2004 - as likely as not is enough
        rate = needed / population
    else:
        # The smallest rate of which so many are not too few is what Wilson's upper bound solves.
        rate = share(needed, population, 2 * confidence - 1).high
    return min(math.ceil(rate * 10_000) / 100, 100.0)


def _z(confidence: float) -> float:
    if not 0 < confidence < 1:
        raise ValueError(f"a confidence is between 0 and 1, not {confidence}")
    return NormalDist().inv_cdf((1 + confidence) / 2)
