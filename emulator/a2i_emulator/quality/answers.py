"""The fields of an answer, each with its kind, told by the form in which crowd elements answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from a2i_emulator.quality.geometry import Box, Polygon
from a2i_emulator.quality.similarity import Entity

Kind = Literal[
    "label", "labels", "number", "text", "boxes", "polygons", "mask", "entities", "pairs", "value"
]

FORMS = "AWS/Textract/AnalyzeDocument/Forms/V1"
MODERATION = "AWS/Rekognition/DetectModerationLabels/Image/V3"


@dataclass(frozen=True)
class Mask:
    """A painted picture, not yet decoded.

    Attributes:
        png: the picture, in Base64.
        colours: what each colour (``#rrggbb``) stands for; instances of one label have several.
        size: the picture's width and height in pixels, as the answer has them.
    """

    png: str
    colours: Mapping[str, str]
    size: tuple[int, int]


@dataclass(frozen=True)
class Field:
    """One field of one answer.

    Attributes:
        kind: what it is: ``label`` (one of several), ``labels`` (any of several), ``number``,
            ``text``, ``boxes``, ``polygons``, ``mask``, ``entities``, ``pairs`` (of a form's keys
            and values), or ``value`` for all that is only equal or not.
        value: by kind a string, frozenset, float, string, tuple of Box, of Polygon, Mask, tuple of
            Entity, dict, or JSON with sorted keys.
        size: width and height in pixels of the image that was drawn on.
    """

    kind: Kind
    value: Any
    size: tuple[int, int] | None = None


def read_fields(content: Mapping[str, Any]) -> dict[str, Field]:
    """Return the fields of an answerContent by their names.

    A group of radio buttons or check boxes (``{"yes": true, "no": false}``) is one label where
    exactly one is chosen; whoever compares several answers settles with `common_kind`.
    """
    return {name: _read(name, value) for name, value in content.items()}


def common_kind(fields: Sequence[Field]) -> Kind:
    """Return the kind that fits all answers to one field: some have chosen one label, some more."""
    kinds = {field.kind for field in fields}
    if len(kinds) == 1:
        return kinds.pop()
    return "labels" if kinds <= {"label", "labels"} else "value"


def as_kind(field: Field, kind: Kind) -> Field:
    """Return the same field as of another kind, to be compared with others of that one."""
    if field.kind == kind:
        return field
    if kind == "labels" and field.kind == "label":
        return Field("labels", frozenset({field.value}))
    return Field("value", repr(field.value))


def read_pairs(blocks: Sequence[Any]) -> Iterator[tuple[str, str, float | None]]:
    """Yield key, value and confidence (0 to 100) of each pair among Textract's blocks.

    Blocks are as A2I writes them, in camelCase. A key that several pairs have is told apart by a
    number: ``Name``, ``Name (2)``.
    """
    by_id = {block.get("id"): block for block in blocks if isinstance(block, dict)}
    met: dict[str, int] = {}
    for block in by_id.values():
        if block.get("blockType") != "KEY_VALUE_SET" or "KEY" not in block.get("entityTypes", ()):
            continue
        key = _text_of(block, by_id)
        values = [by_id[i] for i in _related(block, "VALUE") if i in by_id]
        met[key] = met.get(key, 0) + 1
        name = key if met[key] == 1 else f"{key} ({met[key]})"
        yield name, " ".join(_text_of(v, by_id) for v in values), block.get("confidence")


def label_names(chosen: Sequence[Any]) -> Iterator[str]:
    """Yield the names of labels that are given as strings or as objects with a name."""
    for label in chosen:
        yield str(label["name"]) if isinstance(label, dict) and "name" in label else str(label)


def _read(name: str, value: Any) -> Field:
    if isinstance(value, str):
        return Field("text", value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Field("number", float(value))
    if isinstance(value, dict):
        if name in (FORMS, MODERATION):
            return _built_in(value)
        for member, read in _READERS.items():
            if member in value:
                try:
                    return Field(*read(value), size=_size(value))
                except (KeyError, TypeError, ValueError, AttributeError):
                    break
        if value and all(isinstance(chosen, bool) for chosen in value.values()):
            return _choice(value)
    return Field("value", json.dumps(value, sort_keys=True, ensure_ascii=False))


def _built_in(value: Mapping[str, Any]) -> Field:
    if "blocks" in value:
        return Field("pairs", {key: text for key, text, _ in read_pairs(value["blocks"])})
    chosen = value.get("moderationLabels", value.get("ModerationLabels", ()))
    return Field("labels", frozenset(label_names(chosen)))


def _choice(value: Mapping[str, bool]) -> Field:
    chosen = frozenset(name for name, ticked in value.items() if ticked)
    if len(value) == 1:
        return Field("label", "true" if chosen else "false")
    return Field("label", min(chosen)) if len(chosen) == 1 else Field("labels", chosen)


def _boxes(value: Mapping[str, Any]) -> tuple[Kind, Any]:
    drawn = value["boundingBoxes"]
    sides = ("left", "top", "width", "height")
    return "boxes", tuple(Box(str(b["label"]), *(float(b[side]) for side in sides)) for b in drawn)


def _polygons(value: Mapping[str, Any]) -> tuple[Kind, Any]:
    return "polygons", tuple(
        Polygon(str(p["label"]), tuple((float(v["x"]), float(v["y"])) for v in p["vertices"]))
        for p in value["polygons"]
    )


def _entities(value: Mapping[str, Any]) -> tuple[Kind, Any]:
    return "entities", tuple(
        Entity(str(e["label"]), int(e["startOffset"]), int(e["endOffset"]))
        for e in value["entities"]
    )


def _mask(value: Mapping[str, Any]) -> tuple[Kind, Any]:
    named = {m["color"].lower(): label for label, m in value.get("labelMappings", {}).items()}
    named |= {i["color"].lower(): str(i["label"]) for i in value.get("instances", ())}
    png = value["labeledImage"]["pngImageData"].rpartition(",")[2]
    return "mask", Mask(png, named, _size(value) or (0, 0))


_READERS: Mapping[str, Callable[[Mapping[str, Any]], tuple[Kind, Any]]] = {
    "label": lambda value: ("label", str(value["label"])),
    "labels": lambda value: ("labels", frozenset(label_names(value["labels"]))),
    "boundingBoxes": _boxes,
    "polygons": _polygons,
    "entities": _entities,
    "labeledImage": _mask,
}
"""The member by which an element's answer is told -> what reads it."""


def _size(value: Mapping[str, Any]) -> tuple[int, int] | None:
    size = value.get("inputImageProperties")
    return (int(size["width"]), int(size["height"])) if isinstance(size, dict) else None


def _related(block: Mapping[str, Any], kind: str) -> list[str]:
    return [
        i
        for relation in block.get("relationships") or ()
        if relation.get("type") == kind
        for i in relation.get("ids", ())
    ]


def _text_of(block: Mapping[str, Any], by_id: Mapping[Any, Any]) -> str:
    """Return a block's words; the text of its own, where it has one, was typed by a person."""
    if block.get("text"):
        return str(block["text"])
    children = (by_id[i] for i in _related(block, "CHILD") if i in by_id)
    return " ".join(
        str(child.get("text") or child.get("selectionStatus", "")) for child in children
    )
