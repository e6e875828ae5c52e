"""Where state is kept: a database, whose transactions see a store."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any, Protocol, TypeVar

from a2i_emulator.operations.ports.store import Store

T = TypeVar("T")


class StorageError(Exception):
    """The state cannot be reached, read or written; the message says why in one sentence."""


class ConflictError(StorageError):
    """The database gave this transaction up for another one; it may be tried again."""


class ConnectionLostError(StorageError):
    """The database is not there, or went away before the commit; it may be tried again."""


class Readable(Protocol):
    """What state can be read from."""

    def read(self) -> AbstractContextManager[Store]:
        """Open a consistent view for reading."""


class Database(Readable, Protocol):
    """Where state is kept. Any number of threads may use it.

    Every method may raise `StorageError`; nothing of the transaction is kept then, unless the
    connection broke at the very commit. What broke there is never tried again.
    """

    def read(self) -> AbstractContextManager[Store]:
        """Open a consistent view for reading; within a transaction of this thread, that one.

        Keep it short: on SQLite it holds off everybody else.

        Raises:
            ConnectionLostError: there was no database for two seconds, or it went away.
        """

    def query(self, work: Callable[[Store], T]) -> T:
        """Do reading work in such a view, and anew where the connection broke.

        Raises:
            ConnectionLostError: there was no database for two seconds.
        """

    def transact(self, work: Callable[[Store], T]) -> T:
        """Do work in a write transaction, and anew where it surely did not come to be.

        That is where another one got in its way, or the connection broke before the commit.

        Raises:
            ConflictError: others got in the way every time.
            ConnectionLostError: there was no database for two seconds.
        """

    @property
    def secret(self) -> bytes:
        """A random key of this state, for tokens that must not be forged."""

    def pool(self) -> Mapping[str, int]:
        """Return how connections stand and were waited for; nothing where there is one alone."""

    def reset(self) -> None:
        """Empty everything."""

    def dump(self) -> dict[str, Any]:
        """Return the whole state as one JSON-able document."""

    def load(self, state: Mapping[str, Any]) -> None:
        """Replace the whole state with a dumped document.

        Raises:
            ValueError: the document is not a dump of a known version.
        """

    def close(self) -> None:
        """Let go of files and connections."""
