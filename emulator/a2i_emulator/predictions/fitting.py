"""A response cut to what a request asks for.

A recording may hold more than was asked: labels below MinConfidence, blocks of other features.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Message = Mapping[str, Any]

DEFAULT_MIN_CONFIDENCE = 50
"""DetectModerationLabels leaves out what it is less sure of, unless told otherwise."""

_FEATURE_OF = {
    "KEY_VALUE_SET": "FORMS",
    "TABLE": "TABLES",
    "CELL": "TABLES",
    "MERGED_CELL": "TABLES",
    "TABLE_TITLE": "TABLES",
    "TABLE_FOOTER": "TABLES",
    "SIGNATURE": "SIGNATURES",
    "QUERY": "QUERIES",
    "QUERY_RESULT": "QUERIES",
}
_LAYOUT = "LAYOUT_"


def fitted(operation: str, request: Message, response: Message) -> dict[str, Any]:
    """Return the part of an operation's response that answers the request."""
    return _FITS[operation](request, response)


def _labels(request: Message, response: Message) -> dict[str, Any]:
    least = request.get("MinConfidence", DEFAULT_MIN_CONFIDENCE)
    kept = [
        label
        for label in response.get("ModerationLabels", ())
        if label.get("Confidence", 100) >= least
    ]
    answer = {**response, "ModerationLabels": kept}
    if "ProjectVersion" in request:
        answer["ProjectVersion"] = request["ProjectVersion"]
    return answer


def _blocks(request: Message, response: Message) -> dict[str, Any]:
    features = set(request.get("FeatureTypes", ()))
    blocks = response.get("Blocks", ())
    dropped = {block.get("Id") for block in blocks if not _asked_for(block, features)}
    if not dropped:
        return dict(response)
    kept = [_without(block, dropped) for block in blocks if _asked_for(block, features)]
    return {**response, "Blocks": kept}


def _asked_for(block: Message, features: set[str]) -> bool:
    kind = block.get("BlockType", "")
    if kind.startswith(_LAYOUT):
        return "LAYOUT" in features
    return kind not in _FEATURE_OF or _FEATURE_OF[kind] in features


def _without(block: Message, dropped: set[str | None]) -> Message:
    if "Relationships" not in block:
        return block
    relationships = [
        {**relationship, "Ids": [i for i in relationship.get("Ids", ()) if i not in dropped]}
        for relationship in block["Relationships"]
    ]
    return {**block, "Relationships": [r for r in relationships if r["Ids"]]}


_FITS: Mapping[str, Callable[[Message, Message], dict[str, Any]]] = {
    "DetectModerationLabels": _labels,
    "AnalyzeDocument": _blocks,
}
