"""Answers to one field side by side: of one kind, and how alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import combinations
from statistics import fmean
from typing import Any

from a2i_emulator.quality.answers import Field, Kind, as_kind, common_kind, read_fields
from a2i_emulator.quality.masks import mask_agreement
from a2i_emulator.quality.reviews import Review
from a2i_emulator.quality.similarity import (
    area_agreement,
    entity_agreement,
    match_areas,
    pair_agreement,
    set_agreement,
    text_agreement,
)


@dataclass(frozen=True)
class SideBySide:
    """The answers to a loop field by field, compared once for all that ask.

    Attributes:
        review: the loop.
        fields: field name -> worker -> answer, all of one kind. Where a worker has left a field out
            that others answered, there is none of theirs; the later of two answers of one worker
            counts.
    """

    review: Review
    fields: Mapping[str, Mapping[str, Field]]

    @classmethod
    def of(cls, review: Review | SideBySide) -> SideBySide:
        """Lay a loop's answers side by side, where they are not yet."""
        if isinstance(review, SideBySide):
            return review
        found: dict[str, dict[str, Field]] = {}
        for answer in review.answers:
            for name, value in read_fields(answer.content).items():
                found.setdefault(name, {})[answer.worker] = value
        for answers in found.values():
            kind = common_kind(list(answers.values()))
            answers.update({worker: as_kind(value, kind) for worker, value in answers.items()})
        return cls(review, found)

    @cached_property
    def text(self) -> str:
        """The text that was labelled; it may be empty."""
        return text_of(self.review.input)

    @cached_property
    def pairs(self) -> Mapping[str, list[tuple[str, str, float]]]:
        """Field name -> every two workers who answered it, with the likeness of their answers."""
        return {
            name: [
                (one, other, likeness(first.kind, first.value, second.value, self.text))
                for (one, first), (other, second) in combinations(answers.items(), 2)
            ]
            for name, answers in self.fields.items()
        }

    @cached_property
    def agreement(self) -> float | None:
        """The mean likeness of two answers, over the fields that two workers have answered.

        None where no field is answered by two.
        """
        found = [fmean(alike for *_, alike in pairs) for pairs in self.pairs.values() if pairs]
        return fmean(found) if found else None


def likeness(kind: Kind, first: Any, second: Any, text: str = "") -> float:
    """Return how alike two values of one kind are, from 0 to 1.

    Args:
        kind: the kind of both.
        first: a value as `Field.value` has it.
        second: another.
        text: the text that entities were marked in; without it they are compared by characters.
    """
    if kind == "entities":
        return entity_agreement(first, second, text)
    compare = _COMPARE.get(kind)
    return compare(first, second) if compare else float(first == second)


def labels_in(kind: Kind, value: Any) -> Counter[str]:
    """Return how often a value names each label; nothing for kinds without labels."""
    if kind in ("label", "labels"):
        return Counter(as_set(value))
    if kind in ("boxes", "polygons", "entities"):
        return Counter(one.label for one in value)
    return Counter()


def labels_shared(kind: Kind, first: Any, second: Any) -> Counter[str]:
    """Return how often two values name a label in the same place."""
    if kind in ("label", "labels"):
        return Counter(as_set(first) & as_set(second))
    if kind in ("boxes", "polygons"):
        return Counter(first[i].label for i, _, _ in match_areas(first, second))
    return Counter(e.label for e in set(first) & set(second)) if kind == "entities" else Counter()


def as_set(value: Any) -> frozenset[str]:
    """Return one label or several as a set."""
    return value if isinstance(value, frozenset) else frozenset({value})


def text_of(content: Any) -> str:
    """Return the text that was labelled: ``taskObject`` or ``text``, else the longest there is."""
    if isinstance(content, str):
        return content
    if not isinstance(content, dict):
        return ""
    for name in ("taskObject", "text", "source"):
        if isinstance(content.get(name), str):
            return str(content[name])
    return max((v for v in content.values() if isinstance(v, str)), key=len, default="")


def week_of(moment: datetime) -> date:
    """Return the Monday of a moment's week."""
    return moment.date() - timedelta(days=moment.weekday())


_COMPARE: Mapping[Kind, Callable[[Any, Any], float]] = {
    "boxes": area_agreement,
    "polygons": area_agreement,
    "mask": mask_agreement,
    "text": text_agreement,
    "labels": set_agreement,
    "pairs": pair_agreement,
}
