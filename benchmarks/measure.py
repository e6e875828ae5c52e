"""Comparing things that run side by side, and what came of it.

The speed of a machine wanders, by half and more within a minute. So nothing is measured alone:
what is compared takes turns in short rounds, each round gives one ratio, and of the ratios the
median counts, beside their spread.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured.

    Attributes:
        quick: only to see that everything runs; the numbers mean little.
        rounds: how often the things compared take turns.
        slice_seconds: how long one of them is under load in a round.
        folder: for databases and other files, removed at the end.
    """

    quick: bool
    rounds: int
    slice_seconds: float
    folder: Path

    def pick(self, whole: int, quick: int) -> int:
        """Choose a size by the kind of run."""
        return quick if self.quick else whole


@dataclass(frozen=True, slots=True)
class Spread:
    """A number that was measured several times: the median, the lowest, the highest."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        """Summarize values, of which there is at least one."""
        return cls(statistics.median(values), min(values), max(values))


@dataclass(frozen=True, slots=True)
class Goal:
    """What a ratio is to be: at most a limit, or at least one."""

    limit: float
    at_least: bool = False

    def is_met_by(self, ratio: float) -> bool:
        """Tell whether a ratio reaches the goal."""
        return ratio >= self.limit if self.at_least else ratio <= self.limit

    def __str__(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.limit:g}"


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the results.

    Attributes:
        subject: what was measured.
        against: what it is compared with.
        ratio: subject by reference, over the rounds; None for a figure that has none.
        goal: what the median of the ratios is to be; None if it is only printed.
        details: the absolute numbers, in words.
        holds: the outcome of a condition in absolute numbers; None if there is none.
        more_is_better: what a ratio without a goal is to be rather.
    """

    subject: str
    against: str
    ratio: Spread | None
    goal: Goal | None
    details: str = ""
    holds: bool | None = None
    more_is_better: bool = False

    @property
    def wants_more(self) -> bool:
        """Whether the larger of two ratios is the better one."""
        return self.more_is_better if self.goal is None else self.goal.at_least

    @property
    def verdict(self) -> str:
        """Whether the goals are met, in a word; empty without any."""
        outcomes = [] if self.holds is None else [self.holds]
        if self.goal is not None and self.ratio is not None:
            outcomes.append(self.goal.is_met_by(self.ratio.median))
        return ("yes" if all(outcomes) else "no") if outcomes else ""


def interleaved(subjects: Mapping[str, Callable[[], T]], rounds: int) -> dict[str, list[T]]:
    """Let things take turns, each round beginning with another one.

    Returns:
        What each of them returned in each round.
    """
    names = list(subjects)
    outcomes: dict[str, list[T]] = {name: [] for name in names}
    for number in range(rounds):
        first = number % len(names)
        for name in names[first:] + names[:first]:
            outcomes[name].append(subjects[name]())
    return outcomes


def ratios(numerators: Sequence[float], denominators: Sequence[float]) -> Spread:
    """Return the spread of the rounds' ratios."""
    return Spread.of([a / b for a, b in zip(numerators, denominators, strict=True)])


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that a share of the values, 0.5 or 0.99, does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def seconds_per_call(call: Callable[[], object], times: int) -> float:
    """Return the median time of one call."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        call()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def in_words(seconds: float) -> str:
    """Write a time in a fitting unit."""
    if seconds < 1e-3:
        return f"{seconds * 1e6:.0f} µs"
    if seconds < 1:
        return f"{seconds * 1e3:.3g} ms"
    return f"{seconds:.3g} s"
