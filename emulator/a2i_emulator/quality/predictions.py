"""What a model had said of what people reviewed, as far as the human loop's input tells."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from a2i_emulator.quality.answers import (
    FORMS,
    MODERATION,
    Field,
    Kind,
    label_names,
    read_fields,
    read_pairs,
)
from a2i_emulator.quality.reviews import Review

_PERCENT = 100
_INITIAL = ("initialValue", "initial_value", "prediction", "predictions")
_CONFIDENCE = ("confidence", "score", "probability")
_MEMBERS = {
    "label": "label",
    "labels": "labels",
    "boxes": "boundingBoxes",
    "polygons": "polygons",
    "entities": "entities",
}


@dataclass(frozen=True)
class Prediction:
    """What a model said.

    Attributes:
        value: of the kind of the field, as `a2i_emulator.quality.answers.Field.value` has it.
        confidence: from 0 to 1; the least of the parts where it has parts. None where not known.
        parts: the confidence of each label or key, by name.
    """

    kind: Kind
    value: Any
    confidence: float | None = None
    parts: Mapping[str, float] = field(default_factory=dict)


Find = Callable[[Any], Any]
"""Finds a part of inputContent."""


@dataclass(frozen=True)
class PredictionPaths:
    """Where inputContent of custom task types has what the model said.

    By default a prediction is looked for under the field's name; then, where no other field is of
    its kind, under ``initialValue``, ``initial_value``, ``prediction`` and ``predictions``. Its
    confidence is looked for beside it, under ``confidence``, ``score`` or ``probability`` (0 to 1,
    or 0 to 100). Those of Rekognition and Textract are found in ``aiServiceResponse``.

    Attributes:
        values: field name -> what finds its prediction.
        confidence: what finds the confidence.
    """

    values: Mapping[str, Find] = field(default_factory=dict)
    confidence: Find | None = None

    def find(
        self, review: Review, name: str, kind: Kind, *, alone: bool = True
    ) -> Prediction | None:
        """Return the model's prediction of a field; None where there is none of that kind.

        Args:
            review: the loop.
            name: the field's name.
            kind: what its answer is.
            alone: whether no other field of the loop's answer is of that kind.
        """
        content = review.input
        if not isinstance(content, dict):
            return None
        if name in (FORMS, MODERATION):
            return _built_in(content, name)
        found = self._value(content, (name, *_INITIAL) if alone else (name,))
        read = _as_field(found, kind)
        if read is None:
            return None
        sure = self.confidence(content) if self.confidence else _near(content, found)
        return Prediction(kind, read.value, _share(sure))

    def _value(self, content: Mapping[str, Any], names: Sequence[str]) -> Any:
        if names[0] in self.values:
            return self.values[names[0]](content)
        return next((content[key] for key in names if key in content), None)


def _built_in(content: Mapping[str, Any], name: str) -> Prediction | None:
    response = content.get("aiServiceResponse")
    if not isinstance(response, dict):
        return None
    if name == FORMS:
        pairs = list(read_pairs(response.get("blocks") or ()))
        parts = {key: sure / _PERCENT for key, _, sure in pairs if sure is not None}
        return Prediction("pairs", {k: text for k, text, _ in pairs}, _least(parts), parts)
    labels = response.get("moderationLabels") or ()
    names = list(label_names(labels))
    parts = {
        label: one["confidence"] / _PERCENT
        for label, one in zip(names, labels, strict=True)
        if isinstance(one, dict) and isinstance(one.get("confidence"), int | float)
    }
    return Prediction("labels", frozenset(names), _least(parts), parts)


def _as_field(value: Any, kind: Kind) -> Field | None:
    """Read a prediction in an answer's form, or in that of the tool's ``initial-value``."""
    if value is None:
        return None
    if kind in ("label", "labels") and isinstance(value, str):
        value = {"label": value}
    elif isinstance(value, list) and kind in _MEMBERS:
        value = {_MEMBERS[kind]: value}
    read = read_fields({"": value})[""]
    if kind == "labels" and read.kind == "label":
        return Field("labels", frozenset({read.value}))
    return read if read.kind == kind else None


def _near(content: Mapping[str, Any], found: Any) -> Any:
    places = [found, content] if isinstance(found, dict) else [content]
    return next((place[key] for place in places for key in _CONFIDENCE if key in place), None)


def _share(sure: Any) -> float | None:
    if isinstance(sure, bool) or not isinstance(sure, int | float):
        return None
    return sure / _PERCENT if sure > 1 else float(sure)


def _least(parts: Mapping[str, float]) -> float | None:
    return min(parts.values(), default=None)
