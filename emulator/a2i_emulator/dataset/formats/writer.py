"""What every format has in common."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar, TextIO, get_args

from a2i_emulator.dataset.examples import Example
from a2i_emulator.quality.answers import Kind

EVERY_KIND: frozenset[Kind] = frozenset(get_args(Kind))


class MissingExtraError(ImportError):
    """A format needs a library that is not there, and an extra of the package that has it."""


class UnfitError(ValueError):
    """An example cannot be written in a format; the text says why."""


@dataclass(frozen=True)
class Layout:
    """What is known of all examples before the first is written.

    Attributes:
        labels: every label, in order; its place is its number.
        fields: every field with its kind, in order.
        splits: the parts of the data set.
        mask_prefix: what stands before a mask's file name in manifests, such as an S3 prefix.
    """

    labels: Sequence[str]
    fields: Mapping[str, Kind]
    splits: Sequence[str]
    mask_prefix: str = ""

    def number(self, label: str) -> int:
        """Return a label's number."""
        return self._numbers[label]

    @cached_property
    def _numbers(self) -> Mapping[str, int]:
        return {label: i for i, label in enumerate(self.labels)}


class Writer(ABC):
    """Writes examples in one format below a folder, then `finish`, then `close`.

    Attributes:
        kinds: the kinds of fields that the format takes.
    """

    kinds: ClassVar[frozenset[Kind]] = frozenset()

    def __init__(self, out: Path, layout: Layout) -> None:
        self.out, self.layout = out, layout
        self._files: dict[str, TextIO] = {}
        self._ending = ExitStack()

    @abstractmethod
    def write(self, example: Example) -> None:
        """Write one example.

        Raises:
            UnfitError: it cannot be written in this format.
        """

    def finish(self) -> None:  # noqa: B027 - most formats need not
        """Write what can only be written at the end."""

    def close(self) -> None:
        """Close all files."""
        self._ending.close()

    def file(self, name: str) -> TextIO:
        """Return a text file below the folder, which stays open until the end."""
        if name not in self._files:
            path = self.path(name)
            stream = path.open("w", encoding="utf-8", newline="")
            self._files[name] = self._ending.enter_context(stream)
        return self._files[name]

    def path(self, name: str) -> Path:
        """Return the path of a file below the folder, whose own folder is there."""
        path = self.out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def line(self, name: str, value: Any) -> None:
        """Add a line of JSON to a file."""
        self.file(name).write(json.dumps(value, ensure_ascii=False) + "\n")


def size_of(example: Example, kinds: frozenset[Kind]) -> tuple[int, int]:
    """Return width and height of the image that was drawn on.

    Raises:
        UnfitError: no answer tells it.
    """
    for _, outcome in example.of_kinds(kinds):
        if outcome.consensus.size and all(outcome.consensus.size):
            return outcome.consensus.size
    raise UnfitError("the size of the image is not known")
