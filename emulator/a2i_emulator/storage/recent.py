"""Records that were read lately, as they are now.

A statement costs little, but SQLite gives the interpreter away for it, and to have it back takes
longer than the statement where many threads compute. Pipelines ask for the same loop again and
again, until it is Completed.
"""

from __future__ import annotations

from typing import Any, Protocol


class Recent(Protocol):
    """What a session remembers of its records, which are frozen, by what they are asked for."""

    def get(self, *key: str) -> Any:
        """Return the record; None if it is not remembered."""

    def keep(self, record: Any, *key: str) -> None:
        """Remember a record as it was read."""

    def forget(self, *key: str) -> None:
        """Forget a record that changes."""

    def clear(self) -> None:
        """Forget all."""


class RecentRecords:
    """Remembers some. Whoever uses it has its database, which nobody else changes, locked.

    A transaction that is rolled back clears it: what it has read may be what it had changed.

    Args:
        capacity: how many records.
    """

    def __init__(self, capacity: int = 1000) -> None:
        self._capacity = capacity
        self._records: dict[tuple[str, ...], Any] = {}

    def get(self, *key: str) -> Any:
        """Return the record; None if it is not remembered."""
        return self._records.get(key)

    def keep(self, record: Any, *key: str) -> None:
        """Remember a record as it was read; for it the oldest may be forgotten."""
        if len(self._records) >= self._capacity:
            del self._records[next(iter(self._records))]
        self._records[key] = record

    def forget(self, *key: str) -> None:
        """Forget a record that changes."""
        self._records.pop(key, None)

    def clear(self) -> None:
        """Forget all."""
        self._records.clear()


class NoRecords:
    """Remembers nothing, where others may change a database."""

    def get(self, *_: str) -> None:
        """Return None."""

    def keep(self, _: Any, *__: str) -> None:
        """Do nothing."""

    def forget(self, *_: str) -> None:
        """Do nothing."""

    def clear(self) -> None:
        """Do nothing."""
