"""Boxes, polygons, lines and points of an answer, as shapes of an SVG over the image."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_MOST_SHAPES = 2000
_MOST_POINTS = 20_000
_LARGEST = 1_000_000.0
"""Pixels; no image is that large."""

_COLOURS = 8
_BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}")
_KINDS = {"polygons": "polygon", "polylines": "polyline", "lines": "polyline"}

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Shape:
    """One shape.

    Attributes:
        kind: ``box``, ``polygon``, ``polyline`` or ``point``.
        label: what the worker called it; empty if nothing.
        points: in pixels of the image; of a box two opposite corners.
        colour: a number below eight, the same for all shapes of one label.
    """

    kind: str
    label: str
    points: tuple[Point, ...]
    colour: int

    @property
    def path(self) -> str:
        """The points as SVG's ``points`` has them."""
        return " ".join(f"{_number(x)},{_number(y)}" for x, y in self.points)

    @property
    def place(self) -> str:
        """Where it is, for people: a box's corner and size, else its points."""
        if self.kind != "box":
            return " · ".join(f"{_number(x)}, {_number(y)}" for x, y in self.points[:4]) + (
                " …" if len(self.points) > 4 else ""  # noqa: PLR2004 - enough to tell them apart
            )
        (left, top), (right, bottom) = self.points
        size = f"{_number(right - left)} x {_number(bottom - top)}"
        return f"{_number(left)}, {_number(top)} · {size}"


@dataclass(frozen=True, slots=True)
class Drawing:
    """What was drawn or painted on an image.

    Attributes:
        width: of the image, in pixels.
        height: likewise.
        shapes: in the answer's order.
        mask: a PNG as large as the image, as a ``data:`` URL; empty if nothing was painted.
        labels: what the mask's colours stand for: pairs of a label and a colour of the form
            ``#rrggbb``.
    """

    width: float
    height: float
    shapes: tuple[Shape, ...] = ()
    mask: str = ""
    labels: tuple[tuple[str, str], ...] = ()

    @property
    def unit(self) -> float:
        """The height of a line of text that can be read where the drawing is shown."""
        return max(self.width, self.height) / 40


def drawing_of(value: Mapping[str, Any]) -> Drawing | None:
    """Return what one of the drawing tools has answered; None if it is no such answer."""
    mask = _mask(value.get("labeledImage"))
    has_shapes = any(isinstance(value.get(name), list) for name in _SHAPES)
    if not mask and not has_shapes:
        return None
    shapes = tuple(_shapes(value))
    size = value.get("inputImageProperties")
    width, height = _size(size if isinstance(size, Mapping) else {}, shapes)
    return Drawing(width, height, shapes, mask, tuple(_mask_labels(value)) if mask else ())


_SHAPES = ("boundingBoxes", "keypoints", *_KINDS)


def _shapes(value: Mapping[str, Any]) -> Iterator[Shape]:
    colours: dict[str, int] = {}
    found = 0
    for name in _SHAPES:
        listed = value.get(name)
        for item in listed if isinstance(listed, list) else ():
            points = _points(name, item) if isinstance(item, Mapping) else ()
            if not points or found == _MOST_SHAPES:
                continue
            found += 1
            given = item.get("label", "")
            label = given if isinstance(given, str) else str(given)
            colour = colours.setdefault(label, len(colours) % _COLOURS)
            kind = {"boundingBoxes": "box", "keypoints": "point"}.get(name) or _KINDS[name]
            yield Shape(kind, label, points, colour)


def _points(name: str, item: Mapping[str, Any]) -> tuple[Point, ...]:
    """Return a shape's points; none if it is not one."""
    try:
        if name == "boundingBoxes":
            left, top = _finite(item["left"]), _finite(item["top"])
            right, bottom = left + _finite(item["width"]), top + _finite(item["height"])
            return ((left, top), (max(left, right), max(top, bottom)))
        if name == "keypoints":
            return ((_finite(item["x"]), _finite(item["y"])),)
        corners = item["vertices"][:_MOST_POINTS]
        return tuple((_finite(corner["x"]), _finite(corner["y"])) for corner in corners)
    except (KeyError, TypeError, ValueError, OverflowError):
        return ()


def _finite(value: Any) -> float:
    if isinstance(value, bool | str):
        raise TypeError(value)
    number = float(value)
    if not math.isfinite(number) or abs(number) > _LARGEST:
        raise ValueError(value)
    return number


def _size(given: Mapping[str, Any], shapes: tuple[Shape, ...]) -> Point:
    try:
        width, height = _finite(given["width"]), _finite(given["height"])
        if width > 0 and height > 0:
            return width, height
    except (KeyError, TypeError, ValueError, OverflowError):
        pass
    points = [point for shape in shapes for point in shape.points]
    right = max((x for x, _ in points), default=0.0)
    bottom = max((y for _, y in points), default=0.0)
    return max(right * 1.05, 1.0), max(bottom * 1.05, 1.0)


def _mask(image: Any) -> str:
    png = image.get("pngImageData") if isinstance(image, Mapping) else None
    is_one = isinstance(png, str) and _BASE64.fullmatch(png) is not None
    return f"data:image/png;base64,{png}" if is_one else ""


def _mask_labels(value: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    mappings, instances = value.get("labelMappings"), value.get("instances")
    if isinstance(mappings, Mapping):
        for label, mapping in mappings.items():
            yield label, _colour(mapping)
    for one in instances if isinstance(instances, list) else ():
        if isinstance(one, Mapping):
            yield str(one.get("label", "")), _colour(one)


def _colour(mapping: Any) -> str:
    colour = mapping.get("color") if isinstance(mapping, Mapping) else None
    is_one = isinstance(colour, str) and re.fullmatch("#[0-9a-fA-F]{6}", colour)
    return str(colour) if is_one else "#808080"


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
