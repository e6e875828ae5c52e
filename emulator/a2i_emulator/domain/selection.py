"""``selectedAiServiceResponse``: the part of a prediction that a human is asked to review.

The shapes are those of output recorded from the service; see also
https://docs.aws.amazon.com/sagemaker/latest/dg/a2i-output-data.html. Where everything is to be
reviewed, all of the response's data is listed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from a2i_emulator.domain.ai_request import camel_case
from a2i_emulator.domain.forms import Block, KeyValuePair, key_value_pairs
from a2i_emulator.domain.inferences import Inference

Response = Mapping[str, Any]
"""A response of DetectModerationLabels or AnalyzeDocument, in the model's member names."""

Chosen = tuple[int, ...] | None
"""Which inferences of a response to review; None for the whole response."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """What conditions look at in a response, and what becomes of the choice.

    Attributes:
        inferences: in the response's order.
        select: from the choice to ``selectedAiServiceResponse``.
    """

    inferences: Sequence[Inference]
    select: Callable[[Chosen], dict[str, Any]]


def moderation_labels(response: Response) -> Candidates:
    """Offer the labels of a DetectModerationLabels response to conditions."""
    labels = response.get("ModerationLabels", ())

    def select(chosen: Chosen) -> dict[str, Any]:
        return {
            "moderationLabels": [_label(labels[i]) for i in _indices(chosen, len(labels))],
            "moderationModelVersion": response.get("ModerationModelVersion", ""),
        }

    return Candidates(
        [
            Inference(label.get("Name", ""), (float(label.get("Confidence", math.nan)),))
            for label in labels
        ],
        select,
    )


def form_pairs(response: Response) -> Candidates:
    """Offer the key-value pairs of an AnalyzeDocument response to conditions."""
    blocks = response.get("Blocks", ())
    pairs = key_value_pairs(blocks)

    def select(chosen: Chosen) -> dict[str, Any]:
        if chosen is None:
            return {
                "blocks": camel_case(blocks),
                "documentMetadata": camel_case(response.get("DocumentMetadata", {})),
            }
        return {"blocks": _blocks_of([pairs[index] for index in chosen])}

    return Candidates([pair.inference for pair in pairs], select)


def _indices(chosen: Chosen, count: int) -> Sequence[int]:
    return range(count) if chosen is None else chosen


def _label(label: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "confidence": label.get("Confidence"),
        "name": label.get("Name", ""),
        "parentName": label.get("ParentName", ""),
    }


def _blocks_of(pairs: Sequence[KeyValuePair]) -> list[dict[str, Any]]:
    """List the parts of each key, the parts of its value, key and value; a block only once."""
    listed: dict[str, dict[str, Any]] = {}
    for pair in pairs:
        for block in (*pair.key_parts, *pair.value_parts):
            listed.setdefault(block["Id"], _part(block))
        for block in (pair.key, *pair.values):
            listed.setdefault(block["Id"], _set(block))
    return list(listed.values())


def _part(block: Block) -> dict[str, Any]:
    shown = {"blockType": block["BlockType"], "id": block["Id"]}
    # Recorded selections hold words only. A tick box needs its state for the value to be read.
    member = "SelectionStatus" if block["BlockType"] == "SELECTION_ELEMENT" else "Text"
    return {**shown, **camel_case({member: block.get(member, "")})}


def _set(block: Block) -> dict[str, Any]:
    polygon = block.get("Geometry", {}).get("Polygon", ())
    return {
        "blockType": block["BlockType"],
        "confidence": block.get("Confidence"),
        "entityTypes": list(block.get("EntityTypes", ())),
        "geometry": {"polygon": camel_case(polygon)},
        "id": block["Id"],
        "relationships": camel_case(block.get("Relationships", ())),
    }
