"""How alike two answers of one kind are, from 0 (nothing in common) to 1 (the same)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from a2i_emulator.quality.geometry import Area, iou

SAME_AREA = 0.5
"""The overlap (IoU) from which two areas are taken for one; PASCAL VOC's and COCO's usual one."""

_TOKEN = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True)
class Entity:
    """A labelled part of a text, in Unicode code points, its end exclusive."""

    label: str
    start: int
    end: int

    def jaccard(self, other: Entity) -> float:
        """Return what the two share of what they cover together."""
        both = max(min(self.end, other.end) - max(self.start, other.start), 0)
        either = self.end - self.start + other.end - other.start - both
        return (
            both / either if either else float((self.start, self.end) == (other.start, other.end))
        )


def match_areas(
    first: Sequence[Area], second: Sequence[Area], threshold: float = SAME_AREA
) -> list[tuple[int, int, float]]:
    """Pair areas with one label that overlap, the most alike first, each with at most one other.

    Args:
        first: the areas that one worker drew.
        second: those of the other.
        threshold: the least overlap (IoU) of a pair.

    Returns:
        Places in `first` and `second`, with the overlap.
    """
    alike = sorted(
        (-overlap, i, j)
        for i, a in enumerate(first)
        for j, b in enumerate(second)
        if a.label == b.label and (overlap := iou(a, b)) >= threshold
    )
    pairs, left, right = [], set[int](), set[int]()
    for negative, i, j in alike:
        if i not in left and j not in right:
            left.add(i)
            right.add(j)
            pairs.append((i, j, -negative))
    return pairs


def area_agreement(
    first: Sequence[Area], second: Sequence[Area], threshold: float = SAME_AREA
) -> float:
    """Return F1 of the areas that match: twice the pairs, of all areas drawn."""
    pairs = len(match_areas(first, second, threshold))
    return _f1(pairs, len(first), len(second))


def tokens(text: str) -> list[tuple[int, int]]:
    """Return where the words and signs of a text begin and end."""
    return [found.span() for found in _TOKEN.finditer(text)]


def token_labels(
    entities: Iterable[Entity], spans: Sequence[tuple[int, int]] | None
) -> set[tuple[int, str]]:
    """Return which tokens bear which label; without tokens, which characters."""
    entities = list(entities)
    if spans is None:
        return {(i, entity.label) for entity in entities for i in range(entity.start, entity.end)}
    return {
        (i, entity.label)
        for entity in entities
        for i, (start, end) in enumerate(spans)
        if start < entity.end and entity.start < end
    }


def entity_agreement(first: Iterable[Entity], second: Iterable[Entity], text: str = "") -> float:
    """Return F1 of the labelled tokens of two workers; of characters, where the text is unknown."""
    spans = tokens(text) if text else None
    ones, others = token_labels(first, spans), token_labels(second, spans)
    return _f1(len(ones & others), len(ones), len(others))


def set_agreement(first: frozenset[str], second: frozenset[str]) -> float:
    """Return the Jaccard index of two sets of labels; two empty ones agree."""
    return len(first & second) / len(first | second) if first or second else 1.0


def pair_agreement(first: Mapping[str, str], second: Mapping[str, str]) -> float:
    """Return the share of keys, of all that either found, to which both gave the same value."""
    keys = first.keys() | second.keys()
    same = sum(key in first and key in second and first[key] == second[key] for key in keys)
    return same / len(keys) if keys else 1.0


def text_agreement(first: str, second: str) -> float:
    """Return 1 less the edit distance in terms of the longer text's length."""
    longer = max(len(first), len(second))
    return 1 - edit_distance(first, second) / longer if longer else 1.0


def edit_distance(first: str, second: str) -> int:
    """Return how many characters must be put in, taken out or changed (Levenshtein).

    A column of the table of distances is a pair of whole numbers whose bits are its steps up and
    down, so a text of thousands of characters takes milliseconds. Source: H. Hyyrö, Explaining and
    extending the bit-parallel approximate string matching algorithm of Myers, 2001.
    """
    if first == second or not first:
        return 0 if first == second else len(second)
    places: dict[str, int] = {}
    for i, character in enumerate(first):
        places[character] = places.get(character, 0) | 1 << i
    every, last = (1 << len(first)) - 1, 1 << (len(first) - 1)
    up, down, distance = every, 0, len(first)
    for character in second:
        equal = places.get(character, 0)
        straight = (((equal & up) + up) ^ up) | equal | down
        across_up, across_down = down | (~(straight | up) & every), up & straight
        distance += bool(across_up & last) - bool(across_down & last)
        across_up = (across_up << 1 | 1) & every
        up = (across_down << 1 & every) | (~(straight | across_up) & every)
        down = across_up & straight
    return distance


def _f1(common: int, first: int, second: int) -> float:
    return 2 * common / (first + second) if first + second else 1.0
