"""The most probable label of each unit, and how each worker errs, from the answers alone."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import add, mul

Votes = Mapping[str, Hashable]
"""What each worker called one unit."""

_Columns = Mapping[Hashable, Sequence[tuple[Hashable, float]]]

_SMOOTHING = 0.1  # of an answer, for each that a worker has never given: nobody is infallible
_ROUNDS = 50
_CLOSE = 1e-5


@dataclass(frozen=True)
class WorkerModel:
    """How often each label is true, and what each worker then says.

    Attributes:
        priors: the share of each label among the units.
        confusion: worker -> true label -> label given -> probability.
    """

    priors: Mapping[Hashable, float]
    confusion: Mapping[str, Mapping[Hashable, Mapping[Hashable, float]]]

    def posterior(self, votes: Votes) -> dict[Hashable, float]:
        """Return the probability of each label, given what workers called a unit.

        Workers and labels that the model has not met say nothing.
        """
        priors, columns = self._logs
        logs = dict(priors)
        for worker, given in votes.items():
            for label, log in columns.get(worker, {}).get(given, ()):
                logs[label] += log
        most = max(logs.values(), default=0.0)
        weights = {label: math.exp(log - most) for label, log in logs.items()}
        total = sum(weights.values())
        return {label: weight / total for label, weight in weights.items()}

    @cached_property
    def _logs(self) -> tuple[dict[Hashable, float], dict[str, _Columns]]:
        """Logarithms of the priors, and by worker and label given of how likely that was."""
        priors = {label: math.log(share) for label, share in self.priors.items() if share}
        return priors, {
            worker: {
                given: [(true, math.log(rows[true][given])) for true in priors]
                for given in self.priors
            }
            for worker, rows in self.confusion.items()
        }

    def accuracy(self, worker: str) -> float:
        """Return how often the worker is right, by this model.

        Raises:
            KeyError: the worker has answered nothing that the model was made from.
        """
        rows = self.confusion[worker]
        return sum(share * rows[label][label] for label, share in self.priors.items())


def dawid_skene(units: Iterable[Votes]) -> WorkerModel:
    """Estimate workers' errors and true labels together, by expectation maximization.

    It begins with the shares of the votes, so that labels keep their meaning. Source: A. P. Dawid
    and A. M. Skene, Maximum likelihood estimation of observer error-rates using the EM algorithm,
    1979. Ground Truth uses "a variant of the Expectation Maximization approach" for classes.

    Args:
        units: what each worker called each unit. Equal ones are reckoned once.
    """
    counted = Counter(tuple(sorted(unit.items(), key=_by_worker)) for unit in units)
    estimate = _Estimate({votes: n for votes, n in counted.items() if votes})
    estimate.maximize(estimate.shares())
    for _ in range(_ROUNDS):
        former = estimate.priors
        estimate.maximize(estimate.beliefs())
        if all(abs(a - b) < _CLOSE for a, b in zip(estimate.priors, former, strict=True)):
            break
    return estimate.model()


_Column = list[float]
"""A number for each true label, in the order of the labels."""


class _Estimate:
    """The state of the estimation, in lists by number: a hundred thousand units take seconds.

    A *cell* is a worker with a label that they gave. Of each cell, its column has how likely that
    is for each true label.
    """

    def __init__(self, counted: Mapping[tuple[tuple[str, Hashable], ...], int]) -> None:
        given = {label for votes in counted for _, label in votes}
        self.labels = sorted(given, key=str)
        self.workers = sorted({worker for votes in counted for worker, _ in votes})
        number = {label: i for i, label in enumerate(self.labels)}
        first = {worker: i * len(number) for i, worker in enumerate(self.workers)}
        self._patterns = [
            ([first[worker] + number[label] for worker, label in votes], n)
            for votes, n in counted.items()
        ]
        self.priors: _Column = []
        self._columns: list[_Column] = []

    def shares(self) -> Iterable[_Column]:
        """Yield, for each pattern, the share of its votes that each label has."""
        for cells, _ in self._patterns:
            belief = [0.0] * len(self.labels)
            for cell in cells:
                belief[cell % len(self.labels)] += 1 / len(cells)
            yield belief

    def beliefs(self) -> Iterable[_Column]:
        """Yield, for each pattern, the probability of each label."""
        columns, priors = self._columns, self.priors
        for cells, _ in self._patterns:
            weights = priors
            for cell in cells:
                weights = list(map(mul, weights, columns[cell]))
            total = sum(weights)
            yield [w / total for w in weights] if total else self._belief_by_logarithms(cells)

    def maximize(self, beliefs: Iterable[_Column]) -> None:
        """Set priors and columns to what is likeliest, given the beliefs."""
        size = len(self.labels)
        totals = [0.0] * size
        counts = [[_SMOOTHING] * size for _ in range(size * len(self.workers))]
        for (cells, n), belief in zip(self._patterns, beliefs, strict=True):
            weights = belief if n == 1 else [n * share for share in belief]
            totals = list(map(add, totals, weights))
            for cell in cells:
                counts[cell] = list(map(add, counts[cell], weights))
        every = sum(totals) or 1.0
        self.priors = [total / every for total in totals]
        self._columns = []
        for first in range(0, len(counts), size or 1):
            own = counts[first : first + size]
            sums = [sum(column[true] for column in own) for true in range(size)]
            self._columns += [[c / s for c, s in zip(column, sums, strict=True)] for column in own]

    def model(self) -> WorkerModel:
        """Return what was estimated."""
        size, confusion = len(self.labels), {}
        for i, worker in enumerate(self.workers):
            own = self._columns[i * size : (i + 1) * size]
            confusion[worker] = {
                true: {label: own[g][t] for g, label in enumerate(self.labels)}
                for t, true in enumerate(self.labels)
            }
        return WorkerModel(dict(zip(self.labels, self.priors, strict=True)), confusion)

    def _belief_by_logarithms(self, cells: Sequence[int]) -> _Column:
        """Return what a product of very many small numbers comes to."""
        logs = [math.log(prior) if prior else -math.inf for prior in self.priors]
        logs = reduce(
            lambda so_far, cell: [
                a + math.log(b) for a, b in zip(so_far, self._columns[cell], strict=True)
            ],
            cells,
            logs,
        )
        most = max(logs)
        weights = [math.exp(log - most) for log in logs]
        return [weight / sum(weights) for weight in weights]


def _by_worker(vote: tuple[str, Hashable]) -> str:
    return vote[0]
