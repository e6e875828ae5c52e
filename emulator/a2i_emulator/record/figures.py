"""What a process has done since it began: how often, how it ended, how long it took."""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from a2i_emulator.record.calls import HistoryEntry

BOUNDS = (1.0, 2.5, 5.0, 10.0, 25.0, 50.0, 100.0, 250.0, 500.0, 1000.0, 2500.0, 5000.0, 10_000.0)
"""Upper bounds of the classes of durations, in milliseconds; the last class has none."""

WORK_BOUNDS = (5.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0, 3600.0, 14_400.0)
"""The same for the time that a worker spends on a task, in seconds."""

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
        return _buckets([bound / 1000 for bound in BOUNDS], self.by_duration)


@dataclass(slots=True)
class WorkFigures:
    """The tasks of one flow definition that people have submitted.

    Attributes:
        seconds: how long they worked on them together, pauses left out.
        by_duration: how many were in each class of `WORK_BOUNDS`, and above them all.
    """

    seconds: float = 0.0
    by_duration: list[int] = field(default_factory=lambda: [0] * (len(WORK_BOUNDS) + 1))

    def buckets(self) -> Sequence[tuple[str, int]]:
        """Return how many took at most so many seconds, as a Prometheus histogram has it."""
        return _buckets(WORK_BOUNDS, self.by_duration)


class Figures:
    """Counts; all of it only grows, whatever a reset empties."""

    def __init__(self) -> None:
        self._by_kind: dict[tuple[str, str, int], CallFigures] = {}
        self._work: dict[str, WorkFigures] = {}
        self._outcomes: Counter[tuple[str, str]] = Counter()
        self._finished: Counter[tuple[str, str]] = Counter()
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

    def add_work(self, flow_definition_arn: str, seconds: float) -> None:
        """Count a task that somebody has worked on."""
        with self._lock:
            figures = self._work.setdefault(flow_definition_arn, WorkFigures())
            figures.seconds += seconds
            figures.by_duration[bisect_left(WORK_BOUNDS, seconds)] += 1

    def work(self) -> Mapping[str, WorkFigures]:
        """Return the tasks that were worked on, by flow definition."""
        with self._lock:
            return {
                arn: WorkFigures(figures.seconds, list(figures.by_duration))
                for arn, figures in sorted(self._work.items())
            }

    def add_outcome(self, what: str, *, is_done: bool) -> None:
        """Count a try of the engine's: what is refused is tried again."""
        with self._lock:
            self._outcomes[what, "done" if is_done else "refused"] += 1

    def outcomes(self) -> Mapping[tuple[str, str], int]:
        """Return how many tries there were, by what was tried and its outcome."""
        with self._lock:
            return dict(sorted(self._outcomes.items()))

    def add_finished(self, flow_definition_arn: str, status: str) -> None:
        """Count a human loop of which it was told that it has come to its end."""
        with self._lock:
            self._finished[flow_definition_arn, status] += 1

    def finished(self) -> Mapping[tuple[str, str], int]:
        """Return how many human loops came to their end, by flow definition and status."""
        with self._lock:
            return dict(sorted(self._finished.items()))

    def _new(self, service: str, operation: str, status: int) -> CallFigures:
        kind = (service, operation, status)
        if len(self._by_kind) >= _MOST_KINDS:
            kind = (OTHERS, OTHERS, status)
        return self._by_kind.setdefault(kind, CallFigures(*kind))


def _buckets(bounds: Sequence[float], counts: Sequence[int]) -> Sequence[tuple[str, int]]:
    return list(zip((*map(str, bounds), "+Inf"), accumulate(counts), strict=True))
