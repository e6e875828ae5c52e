"""Labelled texts: a text in pieces, each with the labels that lie over it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

_MOST_ENTITIES = 5000


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text; ``labels`` are those of all entities over it, outermost first."""

    text: str
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entity:
    """A labelled text; offsets count code points, the end is the first one after it."""

    start: int
    end: int
    label: str


def entities_of(value: Mapping[str, Any]) -> tuple[Entity, ...] | None:
    """Return what was labelled, in the answer's order; None if the answer is of another kind."""
    listed = value.get("entities")
    if not isinstance(listed, list):
        return None
    return tuple(
        Entity(one["startOffset"], one["endOffset"], str(one.get("label", "")))
        for one in listed[:_MOST_ENTITIES]
        if isinstance(one, Mapping)
        and type(one.get("startOffset")) is int
        and type(one.get("endOffset")) is int
        and 0 <= one["startOffset"] < one["endOffset"]
    )


def pieces_of(text: str, entities: tuple[Entity, ...]) -> tuple[Piece, ...]:
    """Cut a text where entities begin and end, so that each piece has one set of labels.

    Args:
        text: what was shown to the worker.
        entities: what was labelled in it; what lies behind its end is left out.
    """
    inside = sorted(
        (one for one in entities if one.end <= len(text)), key=lambda one: (one.start, -one.end)
    )
    cuts = sorted({0, len(text)} | {cut for one in inside for cut in (one.start, one.end)})
    pieces = []
    following, over = 0, list[Entity]()
    for start, end in pairwise(cuts):
        while following < len(inside) and inside[following].start <= start:
            over.append(inside[following])
            following += 1
        over = [one for one in over if one.end > start]
        pieces.append(Piece(text[start:end], tuple(one.label for one in over)))
    return tuple(pieces)
