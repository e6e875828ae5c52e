"""Charts of shares, as a template draws them in SVG: pure geometry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 360, 200
_LEFT, _RIGHT, _TOP, _BOTTOM = 34, 10, 10, 26
_MOST_TICKS = 4


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a chart.

    Attributes:
        name: what it is of.
        shares: what it shows, by column.
        points: where it does.
    """

    name: str
    shares: Mapping[str, float]
    points: Sequence[tuple[float, float]]

    @property
    def path(self) -> str:
        """The points as ``polyline`` has them."""
        return " ".join(f"{x},{y}" for x, y in self.points)


@dataclass(frozen=True, slots=True)
class Chart:
    """Lines over one axis of equal steps, and an axis from 0 to 1.

    Attributes:
        columns: what stands along the axis, all of it.
        down, across: places with their texts.
        lines: in order.
    """

    columns: Sequence[str]
    down: Sequence[tuple[float, str]]
    across: Sequence[tuple[float, str]]
    lines: Sequence[Line]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT
    right: int = WIDTH - _RIGHT
    bottom: int = HEIGHT - _BOTTOM


def line_chart(
    columns: Sequence[str],
    lines: Mapping[str, Mapping[str, float]],
    places: Mapping[str, float] | None = None,
) -> Chart:
    """Return a chart.

    Args:
        columns: what stands along the axis, in order.
        lines: name -> column -> share, from 0 to 1; a line may leave columns out.
        places: where each column stands, from 0 to 1; by default at equal distances.
    """
    step = 1 / max(len(columns) - 1, 1)
    places = places or {name: i * step for i, name in enumerate(columns)}
    every = -(-len(columns) // _MOST_TICKS) or 1
    return Chart(
        columns,
        [(_down(share), f"{share:g}") for share in (0, 0.25, 0.5, 0.75, 1)],
        [(_across(places[name]), name) for name in columns[::every]],
        [_line(name, columns, shares, places) for name, shares in lines.items()],
    )


def _line(
    name: str, columns: Sequence[str], shares: Mapping[str, float], places: Mapping[str, float]
) -> Line:
    points = [(_across(places[c]), _down(shares[c])) for c in columns if c in shares]
    return Line(name, shares, points)


def _across(share: float) -> float:
    return round(_LEFT + share * (WIDTH - _LEFT - _RIGHT), 1)


def _down(share: float) -> float:
    return round(_TOP + (1 - share) * (HEIGHT - _TOP - _BOTTOM), 1)
