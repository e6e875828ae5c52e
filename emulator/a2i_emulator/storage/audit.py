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

_ADD = "INSERT INTO audit (at, who, action, body) VALUES (?, ?, ?, ?)"
_REMOVE = """
    DELETE FROM audit WHERE number IN (
        SELECT number FROM audit WHERE at < ? AND number < (SELECT MAX(number) FROM audit)
        ORDER BY at, number LIMIT ?)"""
"""The latest stays: SQLite gives the number that follows the highest one there is."""

_BEGINNING = -(2**63)


class AuditTable:
    """See `operations.ports.AuditTrail`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, entry: AuditEntry) -> None:
        """Keep an entry under the next number."""
        body = ENTRIES.encode(entry)
        self._session.run(_ADD, entry.time, entry.who.known_as, entry.action, body)

    def page(self, query: AuditQuery) -> tuple[Sequence[AuditEntry], AuditPosition | None]:
        """Return entries, newest first unless asked otherwise, and where the next page begins."""
        select = Query("SELECT number, body FROM audit")
        select.where("at >= ?", _BEGINNING if query.since is None else query.since)
        if query.until is not None:
            select.where("at < ?", query.until)
        if query.who:
            select.where("who = ?", query.who)
        if query.action:
            select.where("action = ?", query.action)
        if query.after is not None:
            sign = ">" if query.is_oldest_first else "<"
            select.where(f"(at, number) {sign} (?, ?)", *query.after)
        sql, params = select.ordered(
            "at", "number", limit=query.limit + 1, descending=not query.is_oldest_first
        )
        found = [_entry_of(row) for row in self._session.all(sql, *params)]
        shown = found[: query.limit]
        last = shown[-1] if len(found) > query.limit else None
        return shown, None if last is None else (last.time, last.number)

    def remove_before(self, moment: Instant, limit: int) -> int:
        """Remove the oldest entries from before a moment; return how many those were."""
        return self._session.run(_REMOVE, moment, limit)


def _entry_of(row: Row) -> AuditEntry:
    return replace(ENTRIES.decode(row[1]), number=row[0])
