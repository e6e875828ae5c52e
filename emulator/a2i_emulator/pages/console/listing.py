"""Lists of resources, a page at a time: across accounts and Regions, with a search by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from a2i_emulator.domain.names import Scope
from a2i_emulator.operations.ports import Resources

A_PAGE = 50
MOST_OFFERED = 200
"""Resources to choose from; where there are more, a choice would be slow to make and to read."""
_SEPARATOR = "/"


class _Named(Protocol):
    @property
    def scope(self) -> Scope: ...

    @property
    def name(self) -> str: ...

    @property
    def arn(self) -> str: ...


R = TypeVar("R", bound=_Named)
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Shown(Generic[Row]):
    """A page of a list.

    Attributes:
        rows: what is shown.
        total: how many there are in all.
        name: the part of the name that was asked for.
        after: what the page begins behind; empty for the first.
        next: what the next one begins behind; empty if this is the last.
    """

    rows: Sequence[Row]
    total: int
    name: str
    after: str
    next: str


def shown(resources: Resources[R], asked: Mapping[str, str], row: Callable[[R], Row]) -> Shown[Row]:
    """Return a page of resources.

    Args:
        resources: of one kind.
        asked: ``name`` (a part of it) and ``after``, where wanted.
        row: makes of a record what the page shows.
    """
    name, after = asked.get("name", "").strip(), asked.get("after", "")
    parts = after.split(_SEPARATOR)
    behind = (parts[0], parts[1], parts[2]) if len(parts) == len(Scope.__slots__) + 1 else None
    found = resources.search(name_contains=name, after=behind, limit=A_PAGE + 1)
    last = found[A_PAGE - 1] if len(found) > A_PAGE else None
    following = _SEPARATOR.join((last.scope.account, last.scope.region, last.name)) if last else ""
    rows = [row(one) for one in found[:A_PAGE]]
    return Shown(rows, resources.total(), name, after, following)


def offered(resources: Resources[R], chosen: str = "") -> tuple[Sequence[str], bool]:
    """Return ARNs to choose from, with the chosen one, and whether there are more."""
    found = resources.search(name_contains="", after=None, limit=MOST_OFFERED + 1)
    arns = [one.arn for one in found[:MOST_OFFERED]]
    return arns if chosen in ("", *arns) else [*arns, chosen], len(found) > MOST_OFFERED
