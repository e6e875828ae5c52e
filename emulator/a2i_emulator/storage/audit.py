"""The audit trail: entries in the order of their moments, found by who, action and time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from a2i_emulator.domain.instant import Instant
from a2i_emulator.operations.ports import AuditEntry, AuditPosition, AuditQuery
from a2i_emulator.storage.codec import Codec
from a2i_emulator.storage.query import Query
from a2i_emulator.storage.session import Row, Session

ENTRIES = Codec(AuditEntry)

_ADD = "INSERT INTO audit (at, who, who_id, action, body) VALUES (?, ?, ?, ?, ?)"
_REMOVE = """
    DELETE FROM audit WHERE number IN (
        SELECT number FROM audit WHERE at < ? AND number < (SELECT MAX(number) FROM audit)
        ORDER BY at, number LIMIT ?)"""
"""The latest stays: SQLite gives the number that follows the highest one there is."""

_BEGINNING = -(2**63)
_LONGEST_ID = 512
"""Characters by which an id is found: PostgreSQL's indexes take no more than 2,700 bytes."""


class AuditTable:
    """See `operations.ports.AuditTrail`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, entry: AuditEntry) -> None:
        """Keep an entry under the next number."""
        known_as, who_id = entry.who.known_as, entry.who.id[:_LONGEST_ID]
        also = "" if who_id == known_as else who_id
        body = ENTRIES.encode(entry)
        self._session.run(_ADD, entry.time, known_as, also, entry.action, body)

    def page(self, query: AuditQuery) -> tuple[Sequence[AuditEntry], AuditPosition | None]:
        """Return entries, newest first unless asked otherwise, and where the next page begins."""
        found = self._found(query, "who = ?" if query.who else None)
        if query.who:
            found += self._found(query, "who_id = ? AND who_id <> ''")
            found.sort(key=_place, reverse=not query.is_oldest_first)
        shown = found[: query.limit]
        return shown, _place(shown[-1]) if len(found) > query.limit else None

    def _found(self, query: AuditQuery, by: str | None) -> list[AuditEntry]:
        """Return a page's entries, and one more if there is one; by each way that leads to who."""
        select = Query("SELECT number, body FROM audit")
        select.where("at >= ?", _BEGINNING if query.since is None else query.since)
        if query.until is not None:
            select.where("at < ?", query.until)
        if by is not None:
            select.where(by, query.who)
        if query.action:
            select.where("action = ?", query.action)
        if query.after is not None:
            sign = ">" if query.is_oldest_first else "<"
            select.where(f"(at, number) {sign} (?, ?)", *query.after)
        sql, params = select.ordered(
            "at", "number", limit=query.limit + 1, descending=not query.is_oldest_first
        )
        return [_entry_of(row) for row in self._session.all(sql, *params)]

    def remove_before(self, moment: Instant, limit: int) -> int:
        """Remove the oldest entries from before a moment; return how many those were."""
        return self._session.run(_REMOVE, moment, limit)


def _entry_of(row: Row) -> AuditEntry:
    return replace(ENTRIES.decode(row[1]), number=row[0])


def _place(entry: AuditEntry) -> AuditPosition:
    return entry.time, entry.number
