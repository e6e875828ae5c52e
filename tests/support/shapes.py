"""Shapes for each of the five tools, and how they are drawn and answered."""

from __future__ import annotations

from typing import Any

from tests.support.drawing import SIZE, Hand


def at(*points: tuple[int, int]) -> list[dict[str, int]]:
    """Return vertices."""
    return [{"x": x, "y": y} for x, y in points]


BOX = {"height": 401, "label": "Dog", "left": 243, "top": 117, "width": 187}

POLYGON = {"label": "Dog", "vertices": at((570, 239), (603, 513), (723, 445))}

LINE = {"label": "Cat", "vertices": at((58, 295), (742, 398))}

POINTS = [{"label": "Dog", "x": 155, "y": 275}, {"label": "Cat", "x": 341, "y": 447}]

GIVEN: dict[str, tuple[str, list[Any], bool]] = {
    "bounding-box": ("boundingBoxes", [BOX], True),
    "polygon": ("polygons", [POLYGON], False),
    "polyline": ("polylines", [POLYGON, LINE], True),
    "line": ("lines", [LINE], True),
    "keypoint": ("keypoints", POINTS, False),
}
"""The key of each tool's shapes, some of them, and whether the answer tells a change of them."""

DRAWN: dict[str, list[Any]] = {
    "bounding-box": [{"height": 150, "label": "Cat", "left": 100, "top": 90, "width": 200}],
    "polygon": [{"label": "Cat", "vertices": at((100, 90), (300, 240), (90, 300))}],
    "polyline": [{"label": "Cat", "vertices": at((100, 90), (300, 240), (90, 300))}],
    "line": [{"label": "Cat", "vertices": at((100, 90), (300, 240))}],
    "keypoint": [{"label": "Cat", "x": 100, "y": 90}],
}
"""What `draw` draws."""


def draw(hand: Hand, tag: str) -> None:
    """Draw one shape with the second label."""
    hand.press("2")
    if tag == "keypoint":
        hand.click((100, 90))
    elif tag in ("bounding-box", "line"):
        hand.drag((100, 90), (300, 240))
    else:
        hand.click((100, 90), (300, 240), (90, 300)).press("Enter")


def answer(tag: str, shapes: list[Any], *, modified: bool | None = None) -> dict[str, Any]:
    """Return what a tool answers; ``modified`` is told by those that tell it."""
    told = {} if modified is None or not GIVEN[tag][2] else {"initialValueModified": modified}
    return {GIVEN[tag][0]: shapes, "inputImageProperties": SIZE, **told}


def outline(shape: Any) -> list[tuple[int, int]]:
    """Return the points of any shape, a box by two corners."""
    if "vertices" in shape:
        return [(vertex["x"], vertex["y"]) for vertex in shape["vertices"]]
    if "x" in shape:
        return [(shape["x"], shape["y"])]
    left, top = shape["left"], shape["top"]
    return [(left, top), (left + shape["width"], top + shape["height"])]
