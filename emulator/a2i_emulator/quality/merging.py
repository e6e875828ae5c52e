"""One set of areas or of parts of a text out of those that several workers marked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import fmean, median_low, multimode
from typing import Generic, TypeVar

from a2i_emulator.quality.geometry import Box, Polygon, iou
from a2i_emulator.quality.similarity import SAME_AREA, Entity

Mark = TypeVar("Mark", Box, Polygon, Entity)

_HALF = 0.5


@dataclass(frozen=True)
class Merged(Generic[Mark]):
    """A mark made of several.

    Attributes:
        mark: what they come to.
        confidence: the share of the workers who marked it, times their mean overlap.
        workers: who did.
    """

    mark: Mark
    confidence: float
    workers: tuple[str, ...]


def merge_boxes(by_worker: Mapping[str, Sequence[Box]]) -> list[Merged[Box]]:
    """Average the boxes that more than half of the workers drew in the same place.

    Ground Truth finds the most similar boxes of different workers by their Jaccard index and
    averages them; from which overlap on, and how many must have drawn one, it does not say: here
    `SAME_AREA`, and more than half. The label is that of most of them.
    """
    return _merge(by_worker, iou, _mean_box)


def merge_polygons(by_worker: Mapping[str, Sequence[Polygon]]) -> list[Merged[Polygon]]:
    """Take, of the polygons that more than half drew in the same place, the most central one.

    Polygons with different corners have no mean; the one taken is that which overlaps most with
    the others.
    """
    return _merge(by_worker, iou, lambda marks, label: Polygon(label, _central(marks).points))


def merge_entities(by_worker: Mapping[str, Sequence[Entity]]) -> list[Merged[Entity]]:
    """Cluster the marked parts of a text by their Jaccard index, and settle ends and label.

    As Ground Truth does it: an end is the most frequent one, or the median where several are; the
    label is that of most workers. It breaks ties of labels at random, this one by the alphabet.
    """
    found = _merge(by_worker, Entity.jaccard, _settled_entity)
    return sorted(found, key=lambda merged: (merged.mark.start, merged.mark.end))


def majority(values: Sequence[str]) -> str:
    """Return the most frequent value, of several the first in the alphabet."""
    counts = Counter(values)
    return min(counts, key=lambda value: (-counts[value], value))


def _merge(
    by_worker: Mapping[str, Sequence[Mark]],
    overlap: Callable[[Mark, Mark], float],
    settle: Callable[[Sequence[Mark], str], Mark],
) -> list[Merged[Mark]]:
    merged = []
    for cluster in _clusters(by_worker, overlap):
        if len(cluster) > len(by_worker) * _HALF:
            marks = list(cluster.values())
            alike = fmean([overlap(a, b) for a, b in combinations(marks, 2)] or [1.0])
            mark = settle(marks, majority([mark.label for mark in marks]))
            merged.append(Merged(mark, len(cluster) / len(by_worker) * alike, tuple(cluster)))
    return merged


def _clusters(
    by_worker: Mapping[str, Sequence[Mark]], overlap: Callable[[Mark, Mark], float]
) -> list[dict[str, Mark]]:
    """Join the most similar marks first, at most one of each worker in a cluster."""
    marks = [(worker, mark) for worker in sorted(by_worker) for mark in by_worker[worker]]
    home = {i: {worker: mark} for i, (worker, mark) in enumerate(marks)}
    alike = sorted(
        (-found, marks[i][1].label != marks[j][1].label, i, j)
        for i, j in combinations(range(len(marks)), 2)
        if marks[i][0] != marks[j][0] and (found := overlap(marks[i][1], marks[j][1])) >= SAME_AREA
    )
    for _, _, i, j in alike:
        one, other = home[i], home[j]
        if one is not other and one.keys().isdisjoint(other):
            one.update(other)
            home.update({k: one for k, cluster in home.items() if cluster is other})
    return list({id(cluster): cluster for cluster in home.values()}.values())


def _mean_box(marks: Sequence[Box], label: str) -> Box:
    left, top, right, bottom = (
        fmean(side)
        for side in zip(
            *((b.left, b.top, b.left + b.width, b.top + b.height) for b in marks), strict=True
        )
    )
    return Box(label, left, top, right - left, bottom - top)


def _central(marks: Sequence[Polygon]) -> Polygon:
    return max(marks, key=lambda mark: sum(iou(mark, other) for other in marks))


def _settled_entity(marks: Sequence[Entity], label: str) -> Entity:
    start, end = _settled([m.start for m in marks]), _settled([m.end for m in marks])
    return Entity(label, start, max(start, end))


def _settled(ends: Sequence[int]) -> int:
    modes = multimode(ends)
    return modes[0] if len(modes) == 1 else median_low(ends)
