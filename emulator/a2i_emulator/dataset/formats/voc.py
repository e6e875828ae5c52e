"""Pascal VOC's XML for boxes, and its indexed PNGs for masks."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any, ClassVar
from xml.etree.ElementTree import Element, ElementTree, SubElement, indent

from a2i_emulator.dataset.examples import Example
from a2i_emulator.dataset.formats.writer import Writer, size_of
from a2i_emulator.quality.answers import Kind, Mask
from a2i_emulator.quality.geometry import Area, Polygon
from a2i_emulator.quality.masks import paint_numbers


class VocWriter(Writer):
    """``Annotations/….xml``, ``SegmentationClass/….png`` and ``ImageSets/Main/SPLIT.txt``.

    Corners are counted from 1, as VOC does; a polygon is the box around it. ``labels.txt`` has the
    labels in the order of their numbers in the PNGs, from 1.
    """

    kinds: ClassVar[frozenset[Kind]] = frozenset({"boxes", "polygons", "mask"})

    def write(self, example: Example) -> None:
        """Write what is in one image."""
        size = size_of(example, self.kinds)
        name = "__".join(example.file.with_suffix("").parts)
        areas: list[Area] = []
        masks: list[Mask] = []
        for _, outcome in example.of_kinds(self.kinds):
            value: Any = outcome.consensus.value
            if outcome.consensus.kind == "mask":
                masks.append(value)
            else:
                areas.extend(value)
        root = _annotation(example, size, segmented=bool(masks))
        for area in areas:
            _object(root, area)
        indent(root)
        ElementTree(root).write(self.path(f"Annotations/{name}.xml"), encoding="utf-8")
        for mask in masks:
            self._paint(mask, f"SegmentationClass/{name}.png")
        self.file(f"ImageSets/Main/{example.split}.txt").write(f"{name}\n")

    def finish(self) -> None:
        """Name the labels."""
        labels = "".join(f"{label}\n" for label in self.layout.labels)
        self.path("labels.txt").write_text(labels, encoding="utf-8")

    def _paint(self, mask: Mask, name: str) -> None:
        picture = paint_numbers(mask, self.layout.labels)
        picture.putpalette(_palette())
        picture.save(self.path(name))


def _annotation(example: Example, size: tuple[int, int], *, segmented: bool) -> Element:
    root = Element("annotation")
    folder = PurePosixPath(example.source or example.name).parent
    for name, text in (("folder", folder.name), ("filename", example.file.name)):
        SubElement(root, name).text = text
    SubElement(SubElement(root, "source"), "database").text = example.source or example.flow
    measures = SubElement(root, "size")
    for name, pixels in zip(("width", "height", "depth"), (*size, 3), strict=True):
        SubElement(measures, name).text = str(pixels)
    SubElement(root, "segmented").text = str(int(segmented))
    return root


def _object(root: Element, area: Area) -> None:
    box = area.bounds if isinstance(area, Polygon) else area
    found = SubElement(root, "object")
    for name, text in (("name", area.label), ("pose", "Unspecified")):
        SubElement(found, name).text = text
    for name in ("truncated", "difficult"):
        SubElement(found, name).text = "0"
    corners = SubElement(found, "bndbox")
    sides = {
        "xmin": box.left + 1,
        "ymin": box.top + 1,
        "xmax": box.left + box.width,
        "ymax": box.top + box.height,
    }
    for name, side in sides.items():
        SubElement(corners, name).text = str(round(side))


def _palette() -> list[int]:
    """Return VOC's colours: the bits of a number, spread over red, green and blue."""
    colours = []
    for number in range(256):
        bits, colour = number, [0, 0, 0]
        for place in range(7, -1, -1):
            for band in range(3):
                colour[band] |= (bits >> band & 1) << place
            bits >>= 3
        colours.extend(colour)
    return colours
