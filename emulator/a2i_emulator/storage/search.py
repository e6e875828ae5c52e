"""Finding human loops in any state by a part of their name, newest first.

No index leads to a part of a name. So a search looks through names in the order of age, which
touches no loop's record but those found, and stops after so many: it costs the same however many
loops there are, and goes on from where it stopped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from a2i_emulator.domain.human_loop import LoopStatus
from a2i_emulator.domain.instant import Instant
from a2i_emulator.operations.ports import Position
from a2i_emulator.storage.query import NAME_CONTAINS, Query
from a2i_emulator.storage.session import Row, Session

_LAST = 2**63 - 1


class LoopSearch:
    """What is looked for.

    Without a flow definition loops go by their number, which tells who came first.
    """

    def __init__(
        self,
        session: Session,
        flow_definition_arn: str | None,
        name_contains: str,
        status: LoopStatus | None = None,
        since: Instant | None = None,
    ) -> None:
        self._session = session
        self._flow_definition_arn = flow_definition_arn
        self._name_contains = name_contains
        self._status = status
        self._since = since

    def page(
        self, after: Position | None, limit: int, within: int
    ) -> tuple[Sequence[int], Position | None]:
        """Return the numbers of the loops found, and where to go on.

        A page may be short of some though others follow, where ``within`` was reached.
        """
        found: list[Row] = []
        for size in (limit + 1, within):
            rows = self._rows(after, size)
            for row in filter(self._is_wanted, rows):
                if len(found) == limit:
                    return [row[0] for row in found], self._position(found[-1])
                found.append(row)
            if len(rows) < size:
                return [row[0] for row in found], None
            after = self._position(rows[-1])
        return [row[0] for row in found], after

    def count_by_status(self, within: int) -> Mapping[LoopStatus, int]:
        """Count the loops that are found among the latest ``within``, by their status."""
        looked_at, params = self._select(None, within)
        counts = Query(f"SELECT status, count(*) FROM ({looked_at}) AS looked_at")  # noqa: S608
        counts.where("name IS NOT NULL")
        if self._name_contains:
            counts.where(NAME_CONTAINS, self._name_contains)
        if self._since is not None:
            counts.where("created_at >= ?", self._since)
        sql, more = counts.grouped("status")
        rows = self._session.all(sql, *params, *more)
        return {LoopStatus(status): int(count) for status, count in rows}

    def bodies(self, numbers: Sequence[int]) -> Sequence[bytes]:
        """Return the records of loops in the order of their numbers in the list."""
        marks = ", ".join("?" * len(numbers))
        select = f"SELECT number, body FROM human_loops WHERE number IN ({marks or 'NULL'})"  # noqa: S608
        bodies: dict[int, bytes] = dict(self._session.all(select, *numbers))
        return [bodies[number] for number in numbers]

    def _rows(self, after: Position | None, size: int) -> Sequence[Row]:
        sql, params = self._select(after, size)
        return self._session.all(sql, *params)

    def _select(self, after: Position | None, size: int) -> tuple[str, Sequence[Any]]:
        select = Query("SELECT number, name, status, created_at, id FROM human_loops")
        order: tuple[str, ...] = ("created_at", "id")
        if self._flow_definition_arn is None:
            order = ("number",)
            select.where("number < ?", _LAST if after is None else after[0])
        else:
            select.where("flow_definition_arn = ?", self._flow_definition_arn)
            if after is not None:
                select.where("(created_at, id) < (?, ?)", *after)
        return select.ordered(*order, limit=size, descending=True)

    def _is_wanted(self, row: Row) -> bool:
        name, status = row[1], row[2]
        return (
            name is not None
            and self._name_contains in name
            and (self._status is None or status == self._status.value)
            and (self._since is None or row[3] >= self._since)
        )

    def _position(self, row: Row) -> Position:
        return (row[0], "") if self._flow_definition_arn is None else (row[3], row[4])
