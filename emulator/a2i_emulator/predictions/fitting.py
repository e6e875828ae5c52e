"""A response cut to what a request asks for.

A recording may hold more than was asked: labels below MinConfidence, blocks of other features.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Message = Mapping[str, Any]

DEFAULT_MIN_CONFIDENCE = 50
"""DetectModerationLabels leaves out what it is less sure of, unless told otherwise."""

DEFAULT_LABEL_CONFIDENCE = 55
"""The same of DetectLabels."""

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


def _detections(request: Message, response: Message) -> dict[str, Any]:
    """Return labels as those of a video: those of an image are seen in its first moment."""
    found = [
        label if "ModerationLabel" in label else {"Timestamp": 0, "ModerationLabel": label}
        for label in response.get("ModerationLabels", ())
    ]
    least = request.get("MinConfidence", DEFAULT_MIN_CONFIDENCE)
    kept = [one for one in found if one["ModerationLabel"].get("Confidence", 100) >= least]
    known = ("ModerationModelVersion", "VideoMetadata")
    return {
        **{name: response[name] for name in known if name in response},
        "ModerationLabels": kept,
    }


def _things(request: Message, response: Message) -> dict[str, Any]:
    features = request.get("Features", ("GENERAL_LABELS",))
    answer = dict(response)
    if "IMAGE_PROPERTIES" not in features:
        answer.pop("ImageProperties", None)
    if "GENERAL_LABELS" not in features:
        answer.pop("Labels", None)
        return answer
    filters = request.get("Settings", {}).get("GeneralLabels", {})
    least = request.get("MinConfidence", DEFAULT_LABEL_CONFIDENCE)
    kept = [
        label
        for label in response.get("Labels", ())
        if label.get("Confidence", 100) >= least and _is_wanted(label, filters)
    ]
    answer["Labels"] = kept[: request.get("MaxLabels", len(kept))]
    return answer


def _is_wanted(label: Message, filters: Message) -> bool:
    names = {label.get("Name")}
    categories = {category.get("Name") for category in label.get("Categories", ())}
    for kind, found in (("Label", names), ("LabelCategory", categories)):
        wanted, unwanted = (filters.get(f"{kind}{f}Filters") for f in ("Inclusion", "Exclusion"))
        if (wanted and not found & set(wanted)) or found & set(unwanted or ()):
            return False
    return True


_TEXT_KINDS = frozenset({"PAGE", "LINE", "WORD"})


def _text(_request: Message, response: Message) -> dict[str, Any]:
    """Return what DetectDocumentText tells of an analysis: pages, lines and words."""
    blocks = response.get("Blocks", ())
    kept = [block for block in blocks if block.get("BlockType") in _TEXT_KINDS]
    dropped = {block.get("Id") for block in blocks} - {block.get("Id") for block in kept}
    answer = {**response, "Blocks": [_without(block, dropped) for block in kept]}
    version = answer.pop("AnalyzeDocumentModelVersion", None)
    if version is not None:
        answer.setdefault("DetectDocumentTextModelVersion", version)
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
    "GetContentModeration": _detections,
    "DetectLabels": _things,
    "AnalyzeDocument": _blocks,
    "DetectDocumentText": _text,
}
