"""Ultralytics YOLO's text files for boxes and polygons.

See https://docs.ultralytics.com/datasets/detect/.
"""

from __future__ import annotations

import json
from pathlib import PurePosixPath
from typing import ClassVar

from a2i_emulator.dataset.examples import Example
from a2i_emulator.dataset.formats.writer import Writer, size_of
from a2i_emulator.quality.answers import Kind
from a2i_emulator.quality.geometry import Area, Polygon


class YoloWriter(Writer):
    """``labels/SPLIT/….txt``, ``data.yaml``, and ``SPLIT-images.txt`` with where the images are.

    Images themselves are not fetched: they belong where ``data.yaml`` says, below
    ``images/SPLIT``. A line is a label's number with the centre, width and height of a box, or with
    the corners of a polygon, in shares of the image.
    """

    kinds: ClassVar[frozenset[Kind]] = frozenset({"boxes", "polygons"})

    def write(self, example: Example) -> None:
        """Write what is in one image; an image with nothing in it has an empty file."""
        size = size_of(example, self.kinds)
        areas = [a for _, outcome in example.of_kinds(self.kinds) for a in outcome.consensus.value]
        place = PurePosixPath(example.split) / example.file
        text = "".join(f"{self._line(area, size)}\n" for area in areas)
        self.path(f"labels/{place.with_suffix('.txt')}").write_text(text, encoding="utf-8")
        listed = self.file(f"{example.split}-images.txt")
        listed.write(f"{example.source or example.name}\timages/{place}\n")

    def finish(self) -> None:
        """Name the parts and the labels; strings of JSON are YAML's as well."""
        splits = self.layout.splits
        parts = [f"{_NAMES.get(split, split)}: {json.dumps(f'images/{split}')}" for split in splits]
        quoted = [json.dumps(label, ensure_ascii=False) for label in self.layout.labels]
        names = [f"  {i}: {label}" for i, label in enumerate(quoted)]
        lines = ["path: .", *parts, "names:", *names]
        self.path("data.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")

    def _line(self, area: Area, size: tuple[int, int]) -> str:
        width, height = size
        if isinstance(area, Polygon):
            shares = [s for x, y in area.points for s in (x / width, y / height)]
        else:
            middle = area.left + area.width / 2, area.top + area.height / 2
            shares = [
                middle[0] / width,
                middle[1] / height,
                area.width / width,
                area.height / height,
            ]
        within = (f"{min(max(share, 0), 1):.6f}" for share in shares)
        return " ".join([str(self.layout.number(area.label)), *within])


_NAMES = {"validation": "val"}
