"""Augmented manifests, as Ground Truth writes them, and SageMaker and Rekognition read them.

See https://docs.aws.amazon.com/sagemaker/latest/dg/sms-data-output.html and
https://docs.aws.amazon.com/rekognition/latest/customlabels-dg/md-create-manifest-file.html.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from a2i_emulator.dataset.examples import Example
from a2i_emulator.dataset.formats.writer import EVERY_KIND, UnfitError, Writer
from a2i_emulator.quality.answers import Kind
from a2i_emulator.quality.consolidation import Consensus
from a2i_emulator.quality.content import as_content, entity_content
from a2i_emulator.quality.predictions import Prediction
from a2i_emulator.quality.report import Outcome

_LONGEST_NAME = 127
_OTHER = re.compile(r"[^A-Za-z0-9]+")
_BACKGROUND = {"class-name": "BACKGROUND", "hex-color": "#ffffff"}


class ManifestWriter(Writer):
    """``SPLIT.manifest``, with masks as PNG files beside it.

    A field is a label attribute. What the model had said stands in another, with ``-prediction``
    at the end, made by no human.
    """

    kinds: ClassVar[frozenset[Kind]] = EVERY_KIND

    def write(self, example: Example) -> None:
        """Write a line; a loop that nobody answered has none."""
        source = {"source-ref": example.source} if example.source else {"source": example.text}
        line: dict[str, Any] = dict(source)
        for name, outcome in example.outcomes.items():
            line |= self._attribute(example, attribute_name(name), outcome)
        if len(line) == len(source):
            raise UnfitError("nobody has answered")
        self.line(f"{example.split}.manifest", line)

    def _attribute(self, example: Example, name: str, outcome: Outcome) -> dict[str, Any]:
        consensus, said = outcome.consensus, outcome.prediction
        if consensus.kind == "mask":
            return self._mask(example, f"{name}-ref", consensus)
        found = self._described(example, name, consensus)
        if said is not None:
            status = "adjusted" if outcome.is_changed else "unadjusted"
            found[f"{name}-metadata"]["adjustment-status"] = status
            found |= self._predicted(example, f"{name}-prediction", consensus, said)
        return found

    def _predicted(
        self, example: Example, name: str, consensus: Consensus, said: Prediction
    ) -> dict[str, Any]:
        sure = said.confidence or 0.0
        parts: dict[Any, float] = {**said.parts}
        if said.kind == "labels":
            parts = dict.fromkeys(said.value, sure) | parts
        elif isinstance(said.value, tuple):
            parts = dict.fromkeys(range(len(said.value)), sure)
        made = Consensus(said.kind, said.value, sure, 1.0, 1, parts, consensus.size)
        found = self._described(example, name, made)
        found[f"{name}-metadata"]["human-annotated"] = "no"
        return found

    def _described(self, example: Example, name: str, consensus: Consensus) -> dict[str, Any]:
        describe = _DESCRIBE.get(consensus.kind, _custom)
        value, metadata = describe(self, consensus, "image" if example.source else "text")
        return {name: value, f"{name}-metadata": {**metadata, **_job(example)}}

    def _mask(self, example: Example, name: str, consensus: Consensus) -> dict[str, Any]:
        file = f"masks/{attribute_name(example.name)}-{name}.png"
        self.path(file).write_bytes(base64.b64decode(consensus.value.png))
        sure = {"confidence": consensus.confidence}
        colours = {
            str(self.layout.number(label) + 1): {"class-name": label, "hex-color": colour, **sure}
            for colour, label in sorted(consensus.value.colours.items(), key=lambda item: item[1])
        }
        metadata = {
            "internal-color-map": {"0": {**_BACKGROUND, **sure}, **colours},
            "type": "groundtruth/semantic-segmentation",
            **_job(example),
        }
        return {name: f"{self.layout.mask_prefix}{file}", f"{name}-metadata": metadata}


def attribute_name(field: str) -> str:
    """Return a field's name as one that a label attribute may have.

    Letters, digits and hyphens, at most 127; the endings ``-metadata`` and ``-ref`` mean something.
    """
    name = _OTHER.sub("-", field)[:_LONGEST_NAME].strip("-") or "label"
    return re.sub("-(metadata|ref)$", r"-\1-label", name)


Described = tuple[Any, dict[str, Any]]
"""The value of a label attribute, and what of its metadata is its own."""


def _label(writer: ManifestWriter, consensus: Consensus, what: str) -> Described:
    return writer.layout.number(consensus.value), {
        "class-name": consensus.value,
        "confidence": consensus.confidence,
        "type": f"groundtruth/{what}-classification",
    }


def _labels(writer: ManifestWriter, consensus: Consensus, what: str) -> Described:
    """All labels that anybody chose, as Ground Truth has it, each with its confidence."""
    chosen = {**dict.fromkeys(sorted(consensus.value), 0.0), **consensus.parts}
    numbers = {writer.layout.number(label): label for label in chosen}
    return sorted(numbers), {
        "class-map": {str(n): numbers[n] for n in sorted(numbers)},
        "confidence-map": {str(n): chosen[numbers[n]] for n in sorted(numbers)},
        "type": f"groundtruth/{what}-classification-multilabel",
    }


def _boxes(writer: ManifestWriter, consensus: Consensus, _: str) -> Described:
    if not consensus.size or not all(consensus.size):
        raise UnfitError("the size of the image is not known")
    width, height = consensus.size
    numbers = {box.label: writer.layout.number(box.label) for box in consensus.value}
    annotations = [
        {
            "class_id": numbers[box.label],
            "left": round(box.left),
            "top": round(box.top),
            "width": round(box.width),
            "height": round(box.height),
        }
        for box in consensus.value
    ]
    image_size = [{"width": width, "height": height, "depth": 3}]
    return {"image_size": image_size, "annotations": annotations}, {
        "objects": _confidences(consensus),
        "class-map": {str(n): label for label, n in sorted(numbers.items(), key=lambda i: i[1])},
        "type": "groundtruth/object-detection",
    }


def _entities(writer: ManifestWriter, consensus: Consensus, _: str) -> Described:
    found = [entity_content(entity) for entity in consensus.value]
    labels = [{"label": label} for label in writer.layout.labels]
    return {"annotations": {"labels": labels, "entities": found}}, {
        "type": "groundtruth/text-span",
        "entities": _confidences(consensus),
    }


def _custom(_: ManifestWriter, consensus: Consensus, __: str) -> Described:
    """What Ground Truth has no task type for, as its custom ones are written."""
    content = as_content(consensus.kind, consensus.value, consensus.size)
    return content, {"confidence": consensus.confidence, "type": "groundtruth/custom"}


def _confidences(consensus: Consensus) -> list[dict[str, float]]:
    return [{"confidence": consensus.parts.get(i, 0.0)} for i in range(len(consensus.value))]


def _job(example: Example) -> dict[str, Any]:
    metadata: dict[str, Any] = {"job-name": example.flow, "human-annotated": "yes"}
    if example.submitted:
        metadata["creation-date"] = f"{example.submitted:%Y-%m-%dT%H:%M:%S.%f}"
    return metadata


_DESCRIBE: Mapping[Kind, Callable[[ManifestWriter, Consensus, str], Described]] = {
    "label": _label,
    "labels": _labels,
    "boxes": _boxes,
    "entities": _entities,
}
