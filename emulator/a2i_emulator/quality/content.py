"""Values of answers in the form of crowd elements' answers, coordinates in whole pixels."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from a2i_emulator.quality.answers import Kind, Mask
from a2i_emulator.quality.consolidation import Consolidation
from a2i_emulator.quality.geometry import Box, Polygon
from a2i_emulator.quality.reviews import Review
from a2i_emulator.quality.similarity import Entity


def as_content(kind: Kind, value: Any, size: tuple[int, int] | None = None) -> Any:
    """Return a value as a worker's form would submit it, its keys sorted.

    Args:
        kind: what the value is.
        value: as `a2i_emulator.quality.answers.Field.value` has it.
        size: width and height in pixels of the image that was drawn on.
    """
    content = _WRITE[kind](value) if kind in _WRITE else value
    if size and isinstance(content, dict):
        content = {**content, "inputImageProperties": {"height": size[1], "width": size[0]}}
    return dict(sorted(content.items())) if isinstance(content, dict) else content


def consolidated_document(review: Review) -> dict[str, Any]:
    """Return the content of ``consolidated.json``: one answer out of several, field by field.

    Each vote weighs the same. What a field's ``confidence`` and ``agreement`` are is told by
    `a2i_emulator.quality.consolidation.Consensus`.

    Raises:
        MissingLibraryError: there are masks, and Pillow is not there.
    """
    found = Consolidation().consolidate(review)
    return {
        "flowDefinitionArn": review.flow,
        "humanLoopName": review.name,
        "answerContent": {
            name: as_content(one.kind, one.value, one.size) for name, one in found.items()
        },
        "fields": {
            name: {
                "kind": one.kind,
                "confidence": round(one.confidence, 6),
                "agreement": round(one.agreement, 6),
                "workers": one.workers,
            }
            for name, one in found.items()
        },
    }


def box_content(box: Box) -> dict[str, Any]:
    """Return a box as crowd-bounding-box answers it."""
    return {
        "height": round(box.height),
        "label": box.label,
        "left": round(box.left),
        "top": round(box.top),
        "width": round(box.width),
    }


def entity_content(entity: Entity) -> dict[str, Any]:
    """Return an entity as crowd-entity-annotation answers it."""
    return {"endOffset": entity.end, "label": entity.label, "startOffset": entity.start}


def _polygon(polygon: Polygon) -> dict[str, Any]:
    vertices = [{"x": round(x), "y": round(y)} for x, y in polygon.points]
    return {"label": polygon.label, "vertices": vertices}


def _mask(mask: Mask) -> dict[str, Any]:
    colours = {label: {"color": colour} for colour, label in sorted(mask.colours.items())}
    return {"labelMappings": colours, "labeledImage": {"pngImageData": mask.png}}


_WRITE: Mapping[Kind, Callable[[Any], Any]] = {
    "label": lambda value: {"label": value},
    "labels": lambda value: {"labels": sorted(value)},
    "boxes": lambda value: {"boundingBoxes": [box_content(one) for one in value]},
    "polygons": lambda value: {"polygons": [_polygon(one) for one in value]},
    "entities": lambda value: {"entities": [entity_content(one) for one in value]},
    "mask": _mask,
    "value": json.loads,
}
