"""What List operations ask of a store, and what they get."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from a2i_emulator.domain.instant import Instant

T = TypeVar("T")
Position = tuple[int | str, str]
"""A place in a listing: the sort value and the tie-breaking name (or id) of the last item."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What a List operation asks of the store.

    Attributes:
        limit: the page's size.
        after: go on behind this position.
        sort_by: ``Name`` or ``CreationTime``.
        name_contains: keep only names with this text in them.
        created_after: keep only what was created at or after this moment.
        created_before: keep only what was created at or before this moment.
    """

    limit: int
    after: Position | None = None
    sort_by: str = "CreationTime"
    descending: bool = True
    name_contains: str | None = None
    created_after: Instant | None = None
    created_before: Instant | None = None


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a listing; ``next`` is None on the last one."""

    items: Sequence[T]
    next: Position | None
