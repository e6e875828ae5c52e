"""The most probable label of each unit, and how each worker errs, from the answers alone."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

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
    counted = Counter(tuple(sorted(unit.items(), key=lambda vote: vote[0])) for unit in units)
    patterns = [(dict(votes), n) for votes, n in counted.items() if votes]
    labels = sorted({label for votes, _ in patterns for label in votes.values()}, key=str)
    beliefs = [_shares(votes) for votes, _ in patterns]
    model = _maximize(patterns, beliefs, labels)
    for _ in range(_ROUNDS):
        beliefs = [model.posterior(votes) for votes, _ in patterns]
        former, model = model, _maximize(patterns, beliefs, labels)
        if all(abs(model.priors[x] - former.priors[x]) < _CLOSE for x in labels):
            break
    return model


def _shares(votes: Votes) -> dict[Hashable, float]:
    return {label: n / len(votes) for label, n in Counter(votes.values()).items()}


def _maximize(
    patterns: Sequence[tuple[Votes, int]],
    beliefs: Sequence[Mapping[Hashable, float]],
    labels: Sequence[Hashable],
) -> WorkerModel:
    totals = dict.fromkeys(labels, 0.0)
    workers = sorted({worker for votes, _ in patterns for worker in votes})
    counts = {w: {t: dict.fromkeys(labels, _SMOOTHING) for t in labels} for w in workers}
    for (votes, n), belief in zip(patterns, beliefs, strict=True):
        for true, probability in belief.items():
            totals[true] += n * probability
            for worker, given in votes.items():
                counts[worker][true][given] += n * probability
    every = sum(totals.values()) or 1.0
    return WorkerModel(
        {label: total / every for label, total in totals.items()},
        {w: {t: _normal(row) for t, row in rows.items()} for w, rows in counts.items()},
    )


def _normal(row: Mapping[Hashable, float]) -> dict[Hashable, float]:
    total = sum(row.values())
    return {label: count / total for label, count in row.items()}
