"""Listings as queries that cost the same on every page.

A page begins where the one before ended, by value and not by count: the index leads straight
to the place, and items that come and go meanwhile shift nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from a2i_emulator.operations.ports import Listing, Page, Position

T = TypeVar("T")

NAME_CONTAINS = "replace(name, ?, '') <> name"
"""Means the same in both databases, where LIKE and the functions that search do not."""


class Query:
    """A SELECT that is put together from constant parts."""

    def __init__(self, select: str) -> None:
        self._select = select
        self._conditions: list[str] = []
        self._params: list[Any] = []

    def where(self, condition: str, *params: Any) -> Query:
        """Keep only rows that meet the condition too."""
        self._conditions.append(condition)
        self._params.extend(params)
        return self

    def ordered(
        self, *columns: str, limit: int, descending: bool = False
    ) -> tuple[str, Sequence[Any]]:
        """Return the whole statement and its parameters."""
        direction = " DESC" if descending else ""
        order = ", ".join(column + direction for column in columns)
        conditions = " AND ".join(self._conditions)
        text = " ".join((self._select, "WHERE", conditions, "ORDER BY", order, "LIMIT ?"))
        return text, (*self._params, limit)

    def grouped(self, column: str) -> tuple[str, Sequence[Any]]:
        """Return the statement that has one row for each value of a column."""
        conditions = " AND ".join(self._conditions)
        return " ".join((self._select, "WHERE", conditions, "GROUP BY", column)), self._params


def created_within(query: Query, listing: Listing, tie: str) -> None:
    """Restrict a query by CreationTime and to what comes behind the last page.

    Each end gets one bound, the tighter one: with two, the database might enter the index by
    the looser and walk from there to the page.

    Raises:
        ValueError: the position is not one of this order.
    """
    low, high = listing.created_after, listing.created_before
    if listing.after is not None:
        at, name = _moment(listing.after)
        if listing.descending and (high is None or high >= at):
            query.where(f"(created_at, {tie}) < (?, ?)", at, name)
            high = None
        elif not listing.descending and (low is None or low <= at):
            query.where(f"(created_at, {tie}) > (?, ?)", at, name)
            low = None
    if low is not None:
        query.where("created_at >= ?", low)
    if high is not None:
        query.where("created_at <= ?", high)


def named_within(query: Query, listing: Listing) -> None:
    """Restrict a query that is ordered by name, likewise."""
    if listing.after is not None:
        query.where("name < ?" if listing.descending else "name > ?", listing.after[1])
    if listing.created_after is not None:
        query.where("created_at >= ?", listing.created_after)
    if listing.created_before is not None:
        query.where("created_at <= ?", listing.created_before)


def name_contains(query: Query, listing: Listing) -> None:
    """Keep only names with the listing's text in them."""
    if listing.name_contains:
        query.where(NAME_CONTAINS, listing.name_contains)


def page_of(items: Sequence[T], limit: int, position: Callable[[T], Position]) -> Page[T]:
    """Cut a page out of up to ``limit + 1`` items; the one too many tells that there are more."""
    if len(items) <= limit:
        return Page(items, None)
    shown = items[:limit]
    return Page(shown, position(shown[-1]))


def _moment(position: Position) -> tuple[int, str]:
    at, name = position
    if isinstance(at, int):
        return at, name
    raise ValueError("The position is not one of a listing by CreationTime.")
