"""How often each operation was called since the process began, how it ended, how long it took."""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from a2i_emulator.record.calls import HistoryEntry

BOUNDS = (1.0, 2.5, 5.0, 10.0, 25.0, 50.0, 100.0, 250.0, 500.0, 1000.0, 2500.0, 5000.0, 10_000.0)
"""Upper bounds of the classes of durations, in milliseconds; the last class has none."""

_MOST_KINDS = 2000
"""Kinds of calls that are told apart: names of unknown operations are a caller's to make up."""

OTHERS = "others"


@dataclass(slots=True)
class CallFigures:
    """The calls of one kind.

    Attributes:
        milliseconds: how long they took together.
        by_duration: how many were in each class of `BOUNDS`, and above them all.
    """

    service: str
    operation: str
    status: int
    milliseconds: float = 0.0
    by_duration: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))

    def buckets(self) -> Sequence[tuple[str, int]]:
        """Return how many took at most so many seconds, as a Prometheus histogram has it."""
        seconds = (*(str(bound / 1000) for bound in BOUNDS), "+Inf")
        return list(zip(seconds, accumulate(self.by_duration), strict=True))


class Figures:
    """Counts calls; they only grow, whatever a reset empties."""

    def __init__(self) -> None:
        self._by_kind: dict[tuple[str, str, int], CallFigures] = {}
        self._lock = threading.Lock()

    def add(self, entry: HistoryEntry) -> None:
        """Count a call."""
        kind = (entry.service, entry.operation, entry.status)
        with self._lock:
            figures = self._by_kind.get(kind) or self._new(*kind)
            figures.milliseconds += entry.milliseconds
            figures.by_duration[bisect_left(BOUNDS, entry.milliseconds)] += 1

    def calls(self) -> Sequence[CallFigures]:
        """Return the calls so far, by service, operation and status."""
        with self._lock:
            return [
                CallFigures(*kind, figures.milliseconds, list(figures.by_duration))
                for kind, figures in sorted(self._by_kind.items())
            ]

    def _new(self, service: str, operation: str, status: int) -> CallFigures:
        kind = (service, operation, status)
        if len(self._by_kind) >= _MOST_KINDS:
            kind = (OTHERS, OTHERS, status)
        return self._by_kind.setdefault(kind, CallFigures(*kind))
