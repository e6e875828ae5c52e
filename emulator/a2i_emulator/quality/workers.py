"""Figures of each worker, from what A2I writes of their answers and nothing else."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from statistics import fmean, quantiles

from a2i_emulator.quality.comparing import SideBySide, likeness
from a2i_emulator.quality.dawid_skene import WorkerModel
from a2i_emulator.quality.intervals import Share, share
from a2i_emulator.quality.reviews import Review

_TWO = 2


@dataclass(frozen=True)
class WorkerFigures:
    """What is known of one worker.

    Attributes:
        tasks: how many were answered.
        median_seconds: the median time per task, pauses left out; None where no times are known.
        quartiles: the times that a quarter and three quarters of the tasks took at most.
        agreement: the mean likeness of their answers to those of others to the same loops.
        gold: of the loops whose answer was known, the share answered so.
        estimated_accuracy: how often the worker is right about labels, by Dawid and Skene's model.
    """

    tasks: int
    median_seconds: float | None
    quartiles: tuple[float, float] | None
    agreement: float | None
    gold: Share
    estimated_accuracy: float | None


class Workers:
    """Counts answers as they come, and keeps of each its time only."""

    def __init__(self, gold: Mapping[str, Mapping[str, object]] | None = None) -> None:
        """Begin.

        Args:
            gold: human loop name -> field name -> the value that is known to be right, as
                `a2i_emulator.quality.answers.Field.value` has it.
        """
        self._gold = gold or {}
        self._times: dict[str, array[float]] = {}
        self._tasks: dict[str, int] = {}
        self._known: dict[str, list[int]] = {}

    def add(self, review: Review | SideBySide) -> None:
        """Count the answers to a loop in."""
        side = SideBySide.of(review)
        review = side.review
        for answer in review.answers:
            self._tasks[answer.worker] = self._tasks.get(answer.worker, 0) + 1
            if answer.seconds is not None:
                self._times.setdefault(answer.worker, array("d")).append(answer.seconds)
        known = self._gold.get(review.name, {})
        for name, answers in side.fields.items():
            for worker, given in answers.items() if name in known else ():
                counts = self._known.setdefault(worker, [0, 0])
                counts[0] += likeness(given.kind, given.value, known[name], side.text) == 1
                counts[1] += 1

    def figures(
        self, agreement: Mapping[str, float], models: Collection[WorkerModel] = ()
    ) -> dict[str, WorkerFigures]:
        """Return the figures by worker.

        Args:
            agreement: as `Agreement.by_worker` has it.
            models: of how workers err, for their estimated accuracy.
        """
        found = {}
        for worker, tasks in sorted(self._tasks.items()):
            low, middle, high = _quartiles(self._times.get(worker))
            known = [model.accuracy(worker) for model in models if worker in model.confusion]
            found[worker] = WorkerFigures(
                tasks,
                middle,
                (low, high) if low is not None and high is not None else None,
                agreement.get(worker),
                share(*self._known.get(worker, (0, 0))),
                fmean(known) if known else None,
            )
        return found


def _quartiles(times: array[float] | None) -> tuple[float | None, float | None, float | None]:
    if not times:
        return None, None, None
    if len(times) < _TWO:
        return times[0], times[0], times[0]
    low, middle, high = quantiles(times, n=4, method="inclusive")
    return low, middle, high
