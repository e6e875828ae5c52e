"""The EventBridge events that were emitted and what became of them."""

from __future__ import annotations

from collections.abc import Sequence

from a2i_emulator.domain.instant import Instant
from a2i_emulator.operations.ports import EventRecord
from a2i_emulator.storage.claims import DueRows
from a2i_emulator.storage.codec import Codec
from a2i_emulator.storage.session import Session

EVENTS = Codec(EventRecord)

_ADD = "INSERT INTO events (id, due_at, body) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
_SAVE = "UPDATE events SET due_at = ?, claimed_until = NULL, body = ? WHERE id = ?"
_LATEST = "SELECT body FROM events ORDER BY number DESC LIMIT ?"
_PENDING = "SELECT COUNT(*) FROM events WHERE due_at IS NOT NULL"
_EVERY = "SELECT body FROM events ORDER BY number"
_FROM = "SELECT number, due_at, body FROM events WHERE number > ? ORDER BY number LIMIT ?"
_REMOVE = "DELETE FROM events WHERE number = ?"


class EventTable:
    """See `operations.ports.EventRecords`."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._due = DueRows(session, "events")

    def add(self, record: EventRecord) -> None:
        """Keep a new event; one of that id that is there already stays as it is."""
        self._session.run(_ADD, record.id, record.due_at, EVENTS.encode(record))

    def save(self, record: EventRecord) -> None:
        """Store what became of the event, and end its claim."""
        self._session.run(_SAVE, record.due_at, EVENTS.encode(record), record.id)

    def latest(self, limit: int) -> Sequence[EventRecord]:
        """Return events, newest first."""
        return [EVENTS.decode(row[0]) for row in self._session.all(_LATEST, limit)]

    def count_pending(self) -> int:
        """Count the events of which some delivery is not settled."""
        row = self._session.one(_PENDING)
        return 0 if row is None else int(row[0])

    def remove_before(self, moment: Instant, after: int, limit: int) -> int | None:
        """Remove those of the next events that are done and from before a moment."""
        rows = self._session.all(_FROM, after, limit)
        old = [row for row in rows if EVENTS.decode(row[2]).created_at < moment]
        self._session.run_many(_REMOVE, [(number,) for number, due_at, _ in old if due_at is None])
        return rows[-1][0] if len(old) == limit else None

    def claim_due(self, now: Instant, limit: int) -> Sequence[EventRecord]:
        """Take events whose ``due_at`` has come, oldest first."""
        return [EVENTS.decode(body) for body in self._due.claim(now, limit)]

    def every(self) -> Sequence[EventRecord]:
        """Return all events in the order in which they came."""
        return [EVENTS.decode(row[0]) for row in self._session.all(_EVERY)]
