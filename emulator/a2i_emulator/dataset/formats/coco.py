"""COCO's JSON for boxes, polygons and masks: https://cocodataset.org/#format-data."""

from __future__ import annotations

import json
from itertools import groupby
from pathlib import Path
from typing import Any, ClassVar

from a2i_emulator.dataset.examples import Example
from a2i_emulator.dataset.formats.writer import Layout, Writer, size_of
from a2i_emulator.quality.answers import Kind, Mask
from a2i_emulator.quality.geometry import Area, Polygon
from a2i_emulator.quality.masks import paint_numbers


class CocoWriter(Writer):
    """``SPLIT.json``, and ``SPLIT-predictions.json`` in the form of COCO's results.

    Numbers of images and annotations begin at 1, and so do those of categories.
    """

    kinds: ClassVar[frozenset[Kind]] = frozenset({"boxes", "polygons", "mask"})

    def __init__(self, out: Path, layout: Layout) -> None:
        super().__init__(out, layout)
        self._images = dict.fromkeys(layout.splits, 0)
        self._annotations = dict.fromkeys(layout.splits, 0)

    def write(self, example: Example) -> None:
        """Write an image with what is in it."""
        width, height = size_of(example, self.kinds)
        split = example.split
        self._images[split] += 1
        image = {
            "id": self._images[split],
            "file_name": str(example.file),
            "width": width,
            "height": height,
            "coco_url": example.source or "",
        }
        self.line(f"{split}.images", image)
        for _, outcome in example.of_kinds(self.kinds):
            for annotation in self._of(outcome.consensus.kind, outcome.consensus.value):
                self._annotations[split] += 1
                number = {"id": self._annotations[split], "image_id": image["id"]}
                self.line(f"{split}.annotations", {**number, **annotation, "iscrowd": 0})
            if said := outcome.prediction:
                for annotation in self._of(said.kind, said.value):
                    scored = {**annotation, "score": said.confidence or 0.0}
                    self.line(f"{split}.predictions", {"image_id": image["id"], **scored})

    def finish(self) -> None:
        """Join what was written line by line."""
        categories = [
            {"id": i, "name": label, "supercategory": ""}
            for i, label in enumerate(self.layout.labels, 1)
        ]
        for split in self.layout.splits:
            with self.path(f"{split}.json").open("w", encoding="utf-8") as stream:
                stream.write('{"info": {"description": "Reviewed by people"}, "categories": ')
                json.dump(categories, stream, ensure_ascii=False)
                for part in ("images", "annotations"):
                    stream.write(f', "{part}": ')
                    self._join(f"{split}.{part}", stream)
                stream.write("}\n")
            if f"{split}.predictions" in self._files:
                with self.path(f"{split}-predictions.json").open("w", encoding="utf-8") as stream:
                    self._join(f"{split}.predictions", stream)

    def _join(self, name: str, stream: Any) -> None:
        self.file(name).close()
        with self.path(name).open(encoding="utf-8") as lines:
            stream.write("[")
            for i, line in enumerate(lines):
                stream.write((",\n" if i else "\n") + line.rstrip("\n"))
            stream.write("]")
        self.path(name).unlink()

    def _of(self, kind: Kind, value: Any) -> list[dict[str, Any]]:
        if kind == "mask":
            return self._painted(value)
        return [self._drawn(area) for area in value]

    def _drawn(self, area: Area) -> dict[str, Any]:
        bounds = area.bounds if isinstance(area, Polygon) else area
        found = {
            "category_id": self.layout.number(area.label) + 1,
            "bbox": [bounds.left, bounds.top, bounds.width, bounds.height],
            "area": area.area,
            "segmentation": [],
        }
        if isinstance(area, Polygon):
            found["segmentation"] = [[side for point in area.points for side in point]]
        return found

    def _painted(self, mask: Mask) -> list[dict[str, Any]]:
        labels = sorted(set(mask.colours.values()))
        numbers = paint_numbers(mask, labels)
        return [
            {
                "category_id": self.layout.number(label) + 1,
                "bbox": [box[0], box[1], box[2] - box[0], box[3] - box[1]],
                "area": here.histogram()[1],
                "segmentation": {"size": [here.height, here.width], "counts": run_lengths(here)},
            }
            for i, label in enumerate(labels, 1)
            for here in [numbers.point(lambda n, i=i: int(n == i))]
            for box in [here.getbbox()]
            if box
        ]


def run_lengths(picture: Any) -> list[int]:
    """Return COCO's uncompressed run lengths of a picture of zeros and ones, column by column."""
    from PIL import Image

    columns = picture.transpose(Image.Transpose.TRANSPOSE).tobytes()
    runs = [(value, sum(1 for _ in same)) for value, same in groupby(columns)]
    lengths = [length for _, length in runs]
    return [0, *lengths] if runs and runs[0][0] else lengths
