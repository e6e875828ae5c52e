"""Due work: what the engine must act on next, and who has taken it.

A claim is a moment of real time in ``claimed_until``. It ends when the row is saved, when that
moment has passed, or, on a database that one process owns, when that process ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from a2i_emulator.domain.instant import Instant
from a2i_emulator.storage.session import CLAIM, Session

_FREE = "(claimed_until IS NULL OR claimed_until <= :now OR claimed_until < ?)"
_DUE = """
    SELECT number, body FROM :table WHERE due_at <= ? AND :free
    ORDER BY due_at, number LIMIT ?"""
_CLAIM = "UPDATE :table SET claimed_until = :now + ? WHERE number = ?"
_NEXT = """
    SELECT due_at FROM :table WHERE due_at IS NOT NULL AND :free
    ORDER BY due_at LIMIT 1"""


class DueRows:
    """The due rows of a table with the columns number, due_at, claimed_until and body."""

    def __init__(self, session: Session, table: str) -> None:
        self._session = session
        self._table = table

    def claim(self, now: Instant, limit: int) -> Sequence[bytes]:
        """Take free rows that are due and return their bodies, the longest overdue first."""
        session = self._session
        due = self._statement(_DUE) + session.locks.skipping
        rows = session.all(due, now, session.claims_valid_from, limit)
        if rows:
            session.run_many(self._statement(_CLAIM), [(CLAIM, number) for number, _ in rows])
        return [body for _, body in rows]

    def next(self) -> Instant | None:
        """Return the earliest ``due_at`` of a free row."""
        row = self._session.one(self._statement(_NEXT), self._session.claims_valid_from)
        return None if row is None else int(row[0])

    def _statement(self, text: str) -> str:
        return _filled(text, self._table, self._session.dialect.now)


@cache
def _filled(text: str, table: str, now: str) -> str:
    return text.replace(":free", _FREE).replace(":table", table).replace(":now", now)
