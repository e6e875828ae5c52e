"""Areas that workers draw, in pixels of the image, and how much two of them overlap."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """A labelled rectangle, as crowd-bounding-box answers it."""

    label: str
    left: float
    top: float
    width: float
    height: float

    @property
    def area(self) -> float:
        """Its area in square pixels."""
        return self.width * self.height

    def overlap(self, other: Box) -> float:
        """Return the area that both cover."""
        across = min(self.left + self.width, other.left + other.width) - max(self.left, other.left)
        if across <= 0:
            return 0.0
        down = min(self.top + self.height, other.top + other.height) - max(self.top, other.top)
        return across * max(down, 0)


@dataclass(frozen=True)
class Polygon:
    """A labelled closed line, as crowd-polygon answers it; where it crosses itself, even-odd."""

    label: str
    points: tuple[Point, ...]

    @cached_property
    def bounds(self) -> Box:
        """The smallest box around it."""
        across = [x for x, _ in self.points] or [0]
        down = [y for _, y in self.points] or [0]
        left, top = min(across), min(down)
        return Box(self.label, left, top, max(across) - left, max(down) - top)

    @cached_property
    def area(self) -> float:
        """Its area in square pixels."""
        return self._shared_area(self)

    def overlap(self, other: Polygon) -> float:
        """Return the area that both cover."""
        return self._shared_area(other) if self.bounds.overlap(other.bounds) else 0.0

    @property
    def edges(self) -> list[tuple[Point, Point]]:
        """Its sides, the last point joined to the first."""
        return list(pairwise((*self.points, *self.points[:1])))

    def _shared_area(self, other: Polygon) -> float:
        """Add up strips between heights at which a side begins, ends or is crossed.

        Within a strip no two sides meet, so what both cover is made of trapezoids, whose width
        halfway down is their mean width.
        """
        heights = sorted(set(_turns(self.edges + other.edges)))
        total = 0.0
        for top, bottom in pairwise(heights):
            middle = (top + bottom) / 2
            total += (bottom - top) * _common(
                _crossings(self.edges, middle), _crossings(other.edges, middle)
            )
        return total


Area = Box | Polygon


def iou(first: Area, second: Area) -> float:
    """Return intersection over union (the Jaccard index) of two areas of one kind.

    Raises:
        TypeError: a box is compared with a polygon.
    """
    if type(first) is not type(second):
        raise TypeError("a box and a polygon have no overlap in common")
    both = first.overlap(second)  # type: ignore[arg-type]
    either = first.area + second.area - both
    return min(both / either, 1.0) if either > 0 else float(first == second)


def _turns(edges: Sequence[tuple[Point, Point]]) -> Iterable[float]:
    for i, (start, end) in enumerate(edges):
        yield start[1]
        for other_start, other_end in edges[i + 1 :]:
            height = _meeting(start, end, other_start, other_end)
            if height is not None:
                yield height


def _meeting(a: Point, b: Point, c: Point, d: Point) -> float | None:
    """Return the height at which two sides cross, if they do at one point."""
    run_1, rise_1, run_2, rise_2 = b[0] - a[0], b[1] - a[1], d[0] - c[0], d[1] - c[1]
    turn = run_1 * rise_2 - rise_1 * run_2
    if turn == 0:
        return None
    along_1 = ((c[0] - a[0]) * rise_2 - (c[1] - a[1]) * run_2) / turn
    along_2 = ((c[0] - a[0]) * rise_1 - (c[1] - a[1]) * run_1) / turn
    return a[1] + along_1 * rise_1 if 0 <= along_1 <= 1 and 0 <= along_2 <= 1 else None


def _crossings(edges: Iterable[tuple[Point, Point]], height: float) -> list[float]:
    return sorted(
        x1 + (height - y1) * (x2 - x1) / (y2 - y1)
        for (x1, y1), (x2, y2) in edges
        if (y1 <= height) != (y2 <= height)
    )


def _common(first: Sequence[float], second: Sequence[float]) -> float:
    """Return the length that two rows of intervals (in, out, in, out, ...) share."""
    spans = list(zip(second[::2], second[1::2], strict=False))
    return sum(
        max(min(end, other_end) - max(start, other_start), 0)
        for start, end in zip(first[::2], first[1::2], strict=False)
        for other_start, other_end in spans
    )
