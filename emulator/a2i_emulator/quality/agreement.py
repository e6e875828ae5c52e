"""How far the workers of each human loop agree, added up by field, label, worker and week."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from heapq import nsmallest
from itertools import combinations
from statistics import fmean
from typing import Any, Generic, TypeVar

from a2i_emulator.quality.answers import Field, Kind
from a2i_emulator.quality.coefficients import cohen_kappa, fleiss_kappa, krippendorff_alpha
from a2i_emulator.quality.comparing import (
    SideBySide,
    as_set,
    labels_in,
    labels_shared,
    week_of,
)
from a2i_emulator.quality.reviews import Review

Key = TypeVar("Key")


@dataclass(frozen=True)
class FieldAgreement:
    """Agreement on one field of one flow definition.

    Attributes:
        kind: what is compared; see `a2i_emulator.quality.answers.Field`.
        loops: how many loops two or more workers answered.
        agreement: the mean likeness of two answers, from 0 to 1: the share of equal ones for labels
            and values, Jaccard's index for sets of labels, F1 of matched areas for boxes and
            polygons, mean IoU of labels for masks, F1 of labelled words for entities, the share of
            equal values for pairs, 1 less the edit distance in terms of the longer text for texts.
        fleiss: Fleiss' kappa of labels and values, and of the decisions on each of several labels.
        alpha: Krippendorff's alpha of the same, nominal; of numbers, interval.
        ordinal_alpha: Krippendorff's alpha of numbers, taken as an order only.
        cohen: the mean of Cohen's kappa over every two workers who share two loops or more.
        by_label: of the answers that name a label, the share where the other worker does as well.
        by_worker: the mean likeness of a worker's answers to those of others.
        by_week: the mean likeness, by the Monday of the week in which the last answer came.
    """

    kind: Kind
    loops: int
    agreement: float
    fleiss: float | None = None
    alpha: float | None = None
    ordinal_alpha: float | None = None
    cohen: float | None = None
    by_label: Mapping[str, float] = field(default_factory=dict)
    by_worker: Mapping[str, float] = field(default_factory=dict)
    by_week: Mapping[date, float] = field(default_factory=dict)


class Agreement:
    """Adds up the agreement of reviews as they come; what was drawn or written is not kept."""

    def __init__(self) -> None:
        self._columns: dict[tuple[str, str], _Column] = {}
        self._loops: list[tuple[float, str, str]] = []

    def add(self, review: Review | SideBySide) -> float | None:
        """Add a review, and return its agreement: the mean over its fields, None for one worker."""
        side = SideBySide.of(review)
        review = side.review
        for name, answers in side.fields.items():
            if len(answers) > 1:
                column = self._columns.setdefault((review.flow_name, name), _Column())
                column.add(answers, side.pairs[name], review.submitted)
        if side.agreement is not None and side.agreement < 1:
            self._loops.append((side.agreement, review.flow_name, review.name))
        return side.agreement

    def fields(self) -> dict[tuple[str, str], FieldAgreement]:
        """Return the agreement by the names of the flow definition and of the field."""
        return {key: column.result() for key, column in sorted(self._columns.items())}

    def by_worker(self) -> dict[str, float]:
        """Return the mean likeness of each worker's answers to those of others, of all fields."""
        found = Means[str]()
        for column in self._columns.values():
            found.update(column.by_worker)
        return found.result()

    def worst(self, count: int = 10) -> list[tuple[float, str, str]]:
        """Return agreement, flow definition and name of the loops that disagree most."""
        return nsmallest(count, self._loops)


class Means(Generic[Key]):
    """Means of what comes in, by key."""

    def __init__(self) -> None:
        self.counts: Counter[Key] = Counter()
        self._sums: dict[Key, float] = {}

    def add(self, key: Key, value: float) -> None:
        """Count a value in."""
        self.counts[key] += 1
        self._sums[key] = self._sums.get(key, 0.0) + value

    def update(self, other: Means[Key]) -> None:
        """Count in what another has counted."""
        self.counts.update(other.counts)
        for key, total in other._sums.items():
            self._sums[key] = self._sums.get(key, 0.0) + total

    def result(self) -> dict[Key, float]:
        """Return the mean of each key's values."""
        return {key: total / self.counts[key] for key, total in self._sums.items()}


class _Column:
    """What is added up of one field."""

    def __init__(self) -> None:
        self._kinds: Counter[Kind] = Counter()
        self._units: list[dict[str, Any]] = []
        self.by_worker, self._all, self._by_week = Means[str](), Means[None](), Means[date]()
        self._named: Counter[str] = Counter()
        self._shared: Counter[str] = Counter()

    def add(
        self,
        answers: Mapping[str, Field],
        pairs: Sequence[tuple[str, str, float]],
        when: datetime | None,
    ) -> None:
        kind = next(iter(answers.values())).kind
        values = {worker: answer.value for worker, answer in answers.items()}
        for one, other, alike in pairs:
            first, second = values[one], values[other]
            self.by_worker.add(one, alike)
            self.by_worker.add(other, alike)
            self._named.update(labels_in(kind, first))
            self._named.update(labels_in(kind, second))
            self._shared.update({k: 2 * n for k, n in labels_shared(kind, first, second).items()})
        self._kinds[kind] += 1
        overall = fmean(alike for *_, alike in pairs)
        self._all.add(None, overall)
        if when:
            self._by_week.add(week_of(when), overall)
        if kind in ("label", "labels", "number", "value"):
            self._units.append(values)

    def result(self) -> FieldAgreement:
        kind: Kind = "labels" if "labels" in self._kinds else self._kinds.most_common(1)[0][0]
        return FieldAgreement(
            kind,
            self._all.counts[None],
            self._all.result()[None],
            **_corrected(kind, self._units),
            by_label={label: self._shared[label] / n for label, n in sorted(self._named.items())},
            by_worker=dict(sorted(self.by_worker.result().items())),
            by_week=dict(sorted(self._by_week.result().items())),
        )


def _corrected(kind: Kind, units: Sequence[Mapping[str, Any]]) -> dict[str, float | None]:
    """Return the coefficients that take chance into account, as far as they fit the kind."""
    if kind == "number":
        numbers = [[v for v in unit.values() if isinstance(v, float)] for unit in units]
        return {
            "alpha": krippendorff_alpha(numbers, "interval"),
            "ordinal_alpha": krippendorff_alpha(numbers, "ordinal"),
        }
    same: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    together: dict[tuple[str, str], Counter[tuple[Any, Any]]] = {}
    values = []
    for unit in _decisions(units) if kind == "labels" else units:
        value = tuple(unit.values())
        values.append(same.setdefault(value, value))  # there are few, and 100,000 loops
        for (one, first), (other, second) in combinations(sorted(unit.items()), 2):
            together.setdefault((one, other), Counter())[first, second] += 1
    return {
        "fleiss": fleiss_kappa(values),
        "alpha": krippendorff_alpha(values),
        "cohen": _mean_cohen(together.values()),
    }


def _decisions(units: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, bool]]:
    """Yield, for each label that anybody has chosen, who has and who has not."""
    labels = sorted({label for unit in units for value in unit.values() for label in as_set(value)})
    for unit in units:
        for label in labels:
            yield {worker: label in as_set(value) for worker, value in unit.items()}


def _mean_cohen(together: Iterable[Counter[tuple[Any, Any]]]) -> float | None:
    shared = [pairs for pairs in together if pairs.total() > 1]
    found = [cohen_kappa(*zip(*pairs.elements(), strict=True)) for pairs in shared]
    known = [kappa for kappa in found if kappa is not None]
    return fmean(known) if known else None
