"""Due work: what the engine must act on next, and who has taken it.

A claim is a moment of real time in ``claimed_until``. It ends when the row is saved, when that
moment has passed, or, on a database that one process owns, when that process ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from a2i_emulator.domain.instant import Instant
from a2i_emulator.operations.ports import NextDue
from a2i_emulator.storage.session import CLAIM, Session

_FREE = "(claimed_until IS NULL OR claimed_until <= :now OR claimed_until < ?)"
_DUE = """
    SELECT number, body FROM :table WHERE due_at <= ? AND :free
    ORDER BY due_at, number LIMIT ?"""
_CLAIM = "UPDATE :table SET claimed_until = :now + ? WHERE number = ?"
_NEXT = """
    SELECT
        (SELECT due_at FROM resources
            WHERE kind = 'flow-definition' AND due_at IS NOT NULL ORDER BY due_at LIMIT 1),
        (SELECT due_at FROM human_loops
            WHERE due_at IS NOT NULL AND :free ORDER BY due_at LIMIT 1),
        (SELECT due_at FROM events
            WHERE due_at IS NOT NULL AND :free ORDER BY due_at LIMIT 1)"""


class DueRows:
    """The due rows of a table with the columns number, due_at, claimed_until and body."""

    def __init__(self, session: Session, table: str) -> None:
        self._session = session
        self._table = table

    def claim(self, now: Instant, limit: int) -> Sequence[bytes]:
        """Take free rows that are due and return their bodies, the longest overdue first."""
        session = self._session
        now_there = session.dialect.now
        due = _filled(_DUE, self._table, now_there) + session.locks.skipping
        rows = session.all(due, now, session.claims_valid_from, limit)
        if rows:
            claim = _filled(_CLAIM, self._table, now_there)
            session.run_many(claim, [(CLAIM, number) for number, _ in rows])
        return [body for _, body in rows]


def next_due(session: Session) -> NextDue:
    """Return when something falls due that nobody has claimed."""
    valid_from = session.claims_valid_from
    row = session.one(_filled(_NEXT, "", session.dialect.now), valid_from, valid_from)
    return NextDue(*row) if row is not None else NextDue()


@cache
def _filled(text: str, table: str, now: str) -> str:
    return text.replace(":free", _FREE).replace(":table", table).replace(":now", now)
