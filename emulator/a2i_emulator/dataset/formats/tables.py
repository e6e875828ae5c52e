"""Tables with a row for each loop: JSON Lines, CSV, Parquet, and data sets of Hugging Face."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from a2i_emulator.dataset.examples import Example
from a2i_emulator.dataset.formats.writer import (
    EVERY_KIND,
    Layout,
    MissingExtraError,
    UnfitError,
    Writer,
)
from a2i_emulator.quality.answers import Kind
from a2i_emulator.quality.comparing import as_set
from a2i_emulator.quality.content import as_content
from a2i_emulator.quality.report import Outcome

if TYPE_CHECKING:
    import pyarrow

_ABOUT = ("humanLoopName", "flowDefinitionName", "source", "text", "split", "submissionTime")
_BATCH = 1000


class JsonLinesWriter(Writer):
    """``SPLIT.jsonl``: on each line a loop with answers, predictions and their confidences."""

    kinds: ClassVar[frozenset[Kind]] = EVERY_KIND

    def write(self, example: Example) -> None:
        """Write a loop that somebody has answered."""
        fields = {name: _outcome(outcome) for name, outcome in example.outcomes.items()}
        self.line(f"{example.split}.jsonl", {**_about(example), "fields": fields})


class CsvWriter(Writer):
    """``SPLIT.csv``: for each field its answer, prediction, confidences, and whether it changed.

    What is no text or number is JSON in its cell.
    """

    kinds: ClassVar[frozenset[Kind]] = EVERY_KIND

    def __init__(self, out: Path, layout: Layout) -> None:
        super().__init__(out, layout)
        self._writers: dict[str, Any] = {}

    def write(self, example: Example) -> None:
        """Write a row."""
        if example.split not in self._writers:
            stream = self.file(f"{example.split}.csv")
            writer = csv.DictWriter(stream, columns(self.layout))
            writer.writeheader()
            self._writers[example.split] = writer
        self._writers[example.split].writerow(row(example, self.layout))


class ParquetWriter(Writer):
    """``SPLIT.parquet``, with the columns of the CSV; needs pyarrow."""

    kinds: ClassVar[frozenset[Kind]] = EVERY_KIND

    def __init__(self, out: Path, layout: Layout) -> None:
        super().__init__(out, layout)
        try:
            import pyarrow
            import pyarrow.parquet
        except ImportError as error:
            raise MissingExtraError(
                "Parquet is written with pyarrow: pip install 'a2i-emulator[parquet]'"
            ) from error
        self._schema = pyarrow.schema(
            [(name, getattr(pyarrow, kind)()) for name, kind in columns(layout).items()]
        )
        self._open: dict[str, Any] = {}
        self._rows: dict[str, list[dict[str, Any]]] = {split: [] for split in layout.splits}
        self.written = dict.fromkeys(layout.splits, 0)

    def write(self, example: Example) -> None:
        """Keep a row until there are a thousand."""
        rows = self._rows[example.split]
        rows.append(row(example, self.layout))
        self.written[example.split] += 1
        if len(rows) >= _BATCH:
            self._flush(example.split)

    def finish(self) -> None:
        """Write the rest; a split without rows has an empty table."""
        for split in self.layout.splits:
            self._flush(split)
            self._open[split].close()

    def _flush(self, split: str) -> None:
        import pyarrow.parquet

        if split not in self._open:
            path = self.path(f"{split}.parquet")
            self._open[split] = pyarrow.parquet.ParquetWriter(path, self._schema)
        table: pyarrow.Table = pyarrow.Table.from_pylist(self._rows[split], schema=self._schema)
        self._open[split].write_table(table)
        self._rows[split].clear()


class HuggingFaceWriter(ParquetWriter):
    """A folder that ``datasets.load_from_disk`` reads; needs datasets. It has no empty splits."""

    def __init__(self, out: Path, layout: Layout) -> None:
        try:
            import datasets  # noqa: F401 - to say so before anything is written
        except ImportError as error:
            raise MissingExtraError(
                "data sets of Hugging Face are written with datasets: "
                "pip install 'a2i-emulator[datasets]'"
            ) from error
        super().__init__(out / ".parquet", layout)
        self._target = out

    def finish(self) -> None:
        """Make the data set of the tables."""
        from datasets import DatasetDict

        super().finish()
        files = {
            split: str(self.out / f"{split}.parquet") for split, n in self.written.items() if n
        }
        if files:
            made = DatasetDict.from_parquet(files, cache_dir=str(self.out / "cache"))
            made.save_to_disk(str(self._target))
        shutil.rmtree(self.out)


def columns(layout: Layout) -> dict[str, str]:
    """Return the columns with pyarrow's names of their types."""
    found = {**dict.fromkeys(_ABOUT, "string"), "agreement": "float64", "workers": "int64"}
    for name, kind in layout.fields.items():
        found[name] = "float64" if kind == "number" else "string"
        found[f"{name}.confidence"] = "float64"
        found[f"{name}.prediction"] = found[name]
        found[f"{name}.predictionConfidence"] = "float64"
        found[f"{name}.changed"] = "bool_"
    return found


def row(example: Example, layout: Layout) -> dict[str, Any]:
    """Return a loop's cells.

    Raises:
        UnfitError: nobody has answered.
    """
    cells = _about(example)
    for name, outcome in example.outcomes.items():
        consensus, said = outcome.consensus, outcome.prediction
        column = layout.fields[name]
        cells[name] = _cell(column, consensus.kind, consensus.value)
        cells[f"{name}.confidence"] = consensus.confidence
        cells[f"{name}.prediction"] = _cell(column, said.kind, said.value) if said else None
        cells[f"{name}.predictionConfidence"] = said.confidence if said else None
        cells[f"{name}.changed"] = outcome.is_changed
    return cells


def _about(example: Example) -> dict[str, Any]:
    if not example.outcomes:
        raise UnfitError("nobody has answered")
    when = example.submitted
    values = (example.name, example.flow, example.source, example.text, example.split)
    return {
        **dict(zip(_ABOUT, (*values, when.isoformat() if when else None), strict=True)),
        "agreement": example.agreement,
        "workers": max(outcome.consensus.workers for outcome in example.outcomes.values()),
    }


def _outcome(outcome: Outcome) -> dict[str, Any]:
    consensus, said = outcome.consensus, outcome.prediction
    return {
        "kind": consensus.kind,
        "value": as_content(consensus.kind, consensus.value, consensus.size),
        "confidence": consensus.confidence,
        "agreement": consensus.agreement,
        "prediction": as_content(said.kind, said.value) if said else None,
        "predictionConfidence": said.confidence if said else None,
        "changed": outcome.is_changed,
    }


def _cell(column: Kind, kind: Kind, value: Any) -> Any:
    """Return a value as one of its column's kind, which fits all rows."""
    if column == kind and kind in ("label", "text", "number"):
        return value
    if column == "labels":
        kind, value = "labels", as_set(value)
    return json.dumps(as_content(kind, value), ensure_ascii=False)
