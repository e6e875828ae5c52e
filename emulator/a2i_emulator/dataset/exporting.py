"""Exporting reviews as a training set: gone through once, written once, with a report."""

from __future__ import annotations

import json
import pickle
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, BinaryIO

from a2i_emulator.dataset.examples import Example, example_of
from a2i_emulator.dataset.formats.coco import CocoWriter
from a2i_emulator.dataset.formats.manifest import ManifestWriter
from a2i_emulator.dataset.formats.tables import (
    CsvWriter,
    HuggingFaceWriter,
    JsonLinesWriter,
    ParquetWriter,
)
from a2i_emulator.dataset.formats.texts import ConllWriter, SpacyWriter
from a2i_emulator.dataset.formats.voc import VocWriter
from a2i_emulator.dataset.formats.writer import Layout, UnfitError, Writer
from a2i_emulator.dataset.formats.yolo import YoloWriter
from a2i_emulator.dataset.splits import Splits
from a2i_emulator.quality.answers import Kind
from a2i_emulator.quality.consolidation import Consolidation
from a2i_emulator.quality.json_form import as_json
from a2i_emulator.quality.predictions import PredictionPaths
from a2i_emulator.quality.report import Assessment
from a2i_emulator.quality.reviews import Review

FORMATS: Mapping[str, type[Writer]] = {
    "augmented-manifest": ManifestWriter,
    "coco": CocoWriter,
    "yolo": YoloWriter,
    "voc": VocWriter,
    "conll": ConllWriter,
    "spacy": SpacyWriter,
    "jsonl": JsonLinesWriter,
    "csv": CsvWriter,
    "parquet": ParquetWriter,
    "huggingface": HuggingFaceWriter,
}
REPORT = "report.json"


@dataclass(frozen=True)
class Choices:
    """What is exported, and how.

    Attributes:
        fields: the fields that are; all that the format takes, where none is named.
        splits: the parts of the data set.
        only_changed: leave out loops in which people corrected nothing of a known prediction.
        least_agreement: leave out loops whose workers agree less than that, from 0 to 1.
        consolidation: how one answer is made of several.
        predictions: where the input of custom task types has what the model said.
        find_source: finds, in the input, the S3 URI of what was reviewed.
        mask_prefix: what stands before the names of masks in an augmented manifest.
    """

    fields: frozenset[str] = frozenset()
    splits: Splits = field(default_factory=Splits.usual)
    only_changed: bool = False
    least_agreement: float = 0.0
    consolidation: Consolidation | None = None
    predictions: PredictionPaths | None = None
    find_source: Callable[[Any], Any] | None = None
    mask_prefix: str = ""


@dataclass(frozen=True)
class Exported:
    """What became of an export.

    Attributes:
        written: examples by split.
        left_out: loops that were not written, by the reason.
        labels: all labels, in the order of their numbers.
        quality: the quality report of all loops, those left out among them, as JSON.
    """

    written: Mapping[str, int]
    left_out: Mapping[str, int]
    labels: list[str]
    quality: dict[str, Any]


def export(
    reviews: Iterable[Review], format_name: str, out: Path, choices: Choices | None = None
) -> Exported:
    """Write reviews as a training set, and ``report.json`` beside it.

    The reviews are gone through once. Their examples wait in a file until all labels are known, so
    memory does not grow with their number.

    Args:
        reviews: human loops, of one flow definition or of several.
        format_name: the name of a format, such as ``coco``.
        out: a folder, which is made where it is missing; files of the same names are replaced.
        choices: what is exported.

    Raises:
        KeyError: there is no such format.
        MissingExtraError: the format needs a library that is not there.
        MissingLibraryError: there are masks, and Pillow is not there.
    """
    choices, writer = choices or Choices(), FORMATS[format_name]
    out.mkdir(parents=True, exist_ok=True)
    assessment = Assessment(choices.consolidation, choices.predictions)
    sorting = _Sorting(choices, writer.kinds)
    with tempfile.TemporaryFile(dir=out) as waiting:
        for review in reviews:
            outcomes = assessment.add(review)
            of = choices.splits.of
            sorting.put(example_of(review, outcomes, of, choices.find_source), waiting)
        waiting.seek(0)
        layout = Layout(
            sorted(sorting.labels),
            dict(sorted(sorting.fields.items())),
            list(choices.splits.shares),
            choices.mask_prefix,
        )
        written = _write_all(_read_all(waiting), writer(out, layout), sorting.left_out)
    exported = Exported(
        {split: written[split] for split in layout.splits},
        dict(sorting.left_out),
        list(layout.labels),
        as_json(assessment.result()),
    )
    _write_report(exported, out / REPORT)
    return exported


class _Sorting:
    """Puts the examples that are wanted into a file, and keeps what is in them."""

    def __init__(self, choices: Choices, kinds: frozenset[Kind]) -> None:
        self._choices, self._kinds = choices, kinds
        self.labels: set[str] = set()
        self.fields: dict[str, Kind] = {}
        self.left_out: Counter[str] = Counter()

    def put(self, example: Example, waiting: BinaryIO) -> None:
        named = self._choices.fields
        kept = {
            name: outcome
            for name, outcome in example.of_kinds(self._kinds)
            if not named or name in named
        }
        chosen = replace(example, outcomes=kept)
        reason = self._reason_against(example, chosen)
        if reason:
            self.left_out[reason] += 1
            return
        self.labels |= chosen.labels()
        for name, outcome in kept.items():
            self.fields[name] = _common(self.fields.get(name), outcome.consensus.kind)
        pickle.dump(chosen, waiting, pickle.HIGHEST_PROTOCOL)

    def _reason_against(self, example: Example, chosen: Example) -> str | None:
        if not example.outcomes:
            return "nobody has answered"
        if not chosen.outcomes:
            return "no field that the format takes"
        if self._choices.only_changed and not chosen.is_changed:
            return "nothing was changed"
        if chosen.agreement < self._choices.least_agreement:
            return "the workers do not agree"
        return None


def _common(former: Kind | None, kind: Kind) -> Kind:
    if former in (None, kind):
        return kind
    return "labels" if {former, kind} <= {"label", "labels"} else "value"


def _read_all(waiting: BinaryIO) -> Iterator[Example]:
    try:
        while True:
            yield pickle.load(waiting)  # noqa: S301 - written by ourselves a moment ago
    except EOFError:
        return


def _write_all(examples: Iterable[Example], writer: Writer, left_out: Counter[str]) -> Counter[str]:
    written: Counter[str] = Counter()
    with closing(writer):
        for example in examples:
            reason = _write(example, writer)
            written[example.split] += reason is None
            left_out.update([reason] if reason else [])
        writer.finish()
    return written


def _write(example: Example, writer: Writer) -> str | None:
    try:
        writer.write(example)
    except UnfitError as error:
        return str(error)
    return None


def _write_report(exported: Exported, path: Path) -> None:
    report = {
        "written": exported.written,
        "leftOut": exported.left_out,
        "labels": exported.labels,
        "quality": exported.quality,
    }
    path.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
