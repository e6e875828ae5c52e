"""One answer out of several, for every kind of answer, with a confidence."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median
from typing import Any

from a2i_emulator.quality import masks
from a2i_emulator.quality.answers import Kind
from a2i_emulator.quality.comparing import SideBySide, likeness
from a2i_emulator.quality.dawid_skene import Votes, WorkerModel, dawid_skene
from a2i_emulator.quality.merging import (
    Merged,
    majority,
    merge_boxes,
    merge_entities,
    merge_polygons,
)
from a2i_emulator.quality.reviews import Review

_HALF = 0.5


@dataclass(frozen=True)
class Consensus:
    """What the workers' answers to one field come to.

    Attributes:
        kind: what it is.
        value: as ``value`` of `Field` has it.
        confidence: from 0 to 1, to compare loops of one flow definition with; 0 where one worker
            answered, as Ground Truth has it.
        agreement: the mean likeness of two answers, 1 for one worker.
        workers: how many answered.
        parts: the confidence of each part of the value: of each label that anybody chose, by name,
            and of each area or entity, by its place.
        size: width and height in pixels of the image that was drawn on.
    """

    kind: Kind
    value: Any
    confidence: float
    agreement: float
    workers: int
    parts: Mapping[Any, float]
    size: tuple[int, int] | None = None


class Consolidation:
    """Makes one answer out of several.

    With no models of workers, each vote weighs the same. With those of `learn`, a label is the most
    probable one given how often each worker has been right about it (Dawid and Skene).
    """

    def __init__(self, models: Mapping[tuple[str, str], WorkerModel] | None = None) -> None:
        self.models = models or {}

    @classmethod
    def learn(cls, reviews: Iterable[Review]) -> Consolidation:
        """Estimate from reviews how workers err, and consolidate by that."""
        errors = Errors()
        for review in reviews:
            errors.add(review)
        return cls(errors.models())

    def consolidate(self, review: Review | SideBySide) -> dict[str, Consensus]:
        """Return one answer for each field of a review; none for a review without answers."""
        side = SideBySide.of(review)
        return {name: self._field(side, name) for name in side.fields}

    def _field(self, side: SideBySide, name: str) -> Consensus:
        answers = side.fields[name]
        first = next(iter(answers.values()))
        kind, values = first.kind, {worker: answer.value for worker, answer in answers.items()}
        model = self.models.get((side.review.flow_name, name))
        value, confidence, parts = _settle(kind, values, model)
        alone = len(values) == 1
        alike = [found for *_, found in side.pairs[name]]
        return Consensus(
            kind,
            value,
            0.0 if alone else confidence,
            fmean(alike) if alike else 1.0,
            len(values),
            dict.fromkeys(parts, 0.0) if alone else parts,
            first.size,
        )


class Errors:
    """Gathers how workers err in each field that takes one label or several.

    Of what it is given only labels are kept. Where several labels may be chosen, each is a decision
    of its own, and a worker is taken to err alike in all of them.
    """

    def __init__(self) -> None:
        self._votes: dict[tuple[str, str], list[Votes]] = {}
        self._same: dict[tuple[tuple[str, Hashable], ...], Votes] = {}  # few are told apart

    def add(self, review: Review | SideBySide) -> None:
        """Take a review's labels in."""
        side = SideBySide.of(review)
        for name, answers in side.fields.items():
            kind = next(iter(answers.values())).kind
            if kind in ("label", "labels"):
                values = {worker: answer.value for worker, answer in answers.items()}
                units = [values] if kind == "label" else _decisions(values).values()
                found = self._votes.setdefault((side.review.flow_name, name), [])
                found.extend(self._same.setdefault(tuple(unit.items()), unit) for unit in units)

    def models(self) -> dict[tuple[str, str], WorkerModel]:
        """Return how workers err, by the names of flow definition and field."""
        return {field: dawid_skene(units) for field, units in self._votes.items()}


Settled = tuple[Any, float, Mapping[Any, float]]
"""Value, confidence, and the confidence of its parts."""


def _settle(kind: Kind, values: Mapping[str, Any], model: WorkerModel | None) -> Settled:
    several = list(values.values())
    if kind == "label":
        return _label(values, model)
    if kind == "labels":
        return _labels(values, model)
    if kind in _MERGE:
        return _marks(_MERGE[kind](values), several)
    if kind == "mask":
        return *masks.vote(several), {}
    return _FEW[kind](several) if kind in _FEW else _central(kind, several)


def _label(values: Mapping[str, str], model: WorkerModel | None) -> Settled:
    if model is None:
        shares = {v: list(values.values()).count(v) / len(values) for v in values.values()}
    else:
        shares = {str(label): share for label, share in model.posterior(values).items()}
    label = min(shares, key=lambda name: (-shares[name], name))
    return label, shares[label], {label: shares[label]}


def _labels(values: Mapping[str, frozenset[str]], model: WorkerModel | None) -> Settled:
    """Decide on each label that anybody chose; half of the votes are not enough."""
    shares: dict[str, float] = {}
    for label, votes in _decisions(values).items():
        known = model is not None and set(model.priors) <= {True, False}
        shares[label] = (
            model.posterior(votes).get(True, 0.0)
            if known and model
            else sum(map(bool, votes.values())) / len(votes)
        )
    chosen = frozenset(label for label, share in shares.items() if share > _HALF)
    sure = [share if label in chosen else 1 - share for label, share in shares.items()]
    return chosen, fmean(sure) if sure else 1.0, shares


def _decisions(values: Mapping[str, frozenset[str]]) -> dict[str, dict[str, Hashable]]:
    labels = sorted(frozenset().union(*values.values()))
    return {name: {worker: name in v for worker, v in values.items()} for name in labels}


def _marks(merged: Sequence[Merged[Any]], several: Sequence[Any]) -> Settled:
    parts = {i: one.confidence for i, one in enumerate(merged)}
    nothing = sum(not marks for marks in several) / len(several)
    confidence = fmean(parts.values()) if parts else nothing
    return tuple(one.mark for one in merged), confidence, parts


def _number(several: Sequence[float]) -> Settled:
    middle = float(median(several))
    return middle, several.count(middle) / len(several), {}


def _pairs(several: Sequence[Mapping[str, str]]) -> Settled:
    """Keep the keys that more than half found, each with its most frequent value."""
    found: dict[str, str] = {}
    parts: dict[str, float] = {}
    for key in dict.fromkeys(key for pairs in several for key in pairs):
        given = [pairs[key] for pairs in several if key in pairs]
        if len(given) > len(several) * _HALF:
            found[key] = majority(given)
            parts[key] = given.count(found[key]) / len(several)
    return found, fmean(parts.values()) if parts else 1.0, parts


def _central(kind: Kind, several: Sequence[str]) -> Settled:
    """Take the answer that is most like all others: for values, the most frequent one."""
    ordered = sorted(several)
    best = max(ordered, key=lambda one: sum(likeness(kind, one, other) for other in ordered))
    return best, fmean([likeness(kind, best, other) for other in ordered]), {}


_MERGE: Mapping[Kind, Callable[[Any], Sequence[Merged[Any]]]] = {
    "boxes": merge_boxes,
    "polygons": merge_polygons,
    "entities": merge_entities,
}
_FEW: Mapping[Kind, Callable[[Any], Settled]] = {"number": _number, "pairs": _pairs}
