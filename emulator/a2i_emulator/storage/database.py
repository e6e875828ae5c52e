"""What SQLite and PostgreSQL have in common as a `Database`."""

from __future__ import annotations

import random
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any, TypeVar

from a2i_emulator.data_files import DataFile
from a2i_emulator.operations.ports import ConflictError, ConnectionLostError
from a2i_emulator.real_time import monotonic, sleep
from a2i_emulator.storage import schema
from a2i_emulator.storage.state import dump, load, parse
from a2i_emulator.storage.store import SqlStore

T = TypeVar("T")

ATTEMPTS = 5
LONGEST_PAUSE = 0.05
"""Seconds between two attempts, at most."""

AWAY_SECONDS = 2.0
"""How long a database that has gone away is waited for, before work is refused."""


class _Current(threading.local):
    """The transaction that is open in this thread."""

    store: SqlStore | None = None


class SqlDatabase(ABC):
    """See `operations.ports.Database`.

    Attributes:
        file: where it is in a data directory, and the connection to it; None elsewhere.
    """

    file: DataFile | None = None

    def __init__(self) -> None:
        self._current = _Current()

    @property
    @abstractmethod
    def secret(self) -> bytes:
        """A random key, made once with the database."""

    @abstractmethod
    def close(self) -> None:
        """Let go of files and connections."""

    @abstractmethod
    def _reading(self) -> AbstractContextManager[SqlStore]:
        """Open a consistent view."""

    @abstractmethod
    def _writing(self) -> AbstractContextManager[SqlStore]:
        """Open a transaction, to be committed or rolled back."""

    @contextmanager
    def read(self) -> Iterator[SqlStore]:
        """Open a consistent view for reading; within a transaction of this thread, that one."""
        if self._current.store is not None:
            yield self._current.store
            return
        with self._reading() as store:
            # As `_as_current` has it: each request comes by here.
            self._current.store = store
            try:
                yield store
            finally:
                self._current.store = None

    @contextmanager
    def write(self) -> Iterator[SqlStore]:
        """Open a transaction: committed at the end, rolled back on an exception."""
        self._refuse_nesting()
        with self._writing() as store, self._as_current(store):
            yield store

    def query(self, work: Callable[[SqlStore], T]) -> T:
        """Do reading work in a consistent view, and anew where the connection broke."""
        return self._attempt(lambda: self._read_by(work), ATTEMPTS)

    def transact(self, work: Callable[[SqlStore], T]) -> T:
        """Do work in a write transaction, and anew where it surely did not come to be."""
        return self._attempt(lambda: self._do(work), ATTEMPTS)

    def pool(self) -> Mapping[str, int]:
        """Return how connections stand and were waited for; nothing where there is one alone."""
        return {}

    def reset(self) -> None:
        """Empty everything; schema and secret stay."""
        with self.write() as store:
            schema.empty(store.session)

    def dump(self) -> dict[str, Any]:
        """Return the whole state as one JSON-able document."""
        with self.read() as store:
            return dump(store)

    def load(self, state: Mapping[str, Any]) -> None:
        """Replace the whole state with a dumped document.

        Raises:
            ValueError: the document is not a dump of a known version.
        """
        parsed = parse(state)
        with self.write() as store:
            load(store, parsed)

    def _do(self, work: Callable[[SqlStore], T]) -> T:
        """Do work in a transaction."""
        with self.write() as store:
            return work(store)

    def _refuse_nesting(self) -> None:
        if self._current.store is not None:
            raise RuntimeError("a transaction is open in this thread")

    @contextmanager
    def _as_current(self, store: SqlStore) -> Iterator[None]:
        self._current.store = store
        try:
            yield
        finally:
            self._current.store = None

    def _read_by(self, work: Callable[[SqlStore], T]) -> T:
        with self.read() as store:
            return work(store)

    def _attempt(self, do: Callable[[], T], attempts: int) -> T:
        gives_up_at = monotonic() + AWAY_SECONDS
        while True:
            try:
                return do()
            except ConflictError:
                attempts -= 1
                if not attempts:
                    raise
            except ConnectionLostError:
                if self._current.store is not None or monotonic() >= gives_up_at:
                    raise
            # Not at the same moment as the other one: it may have to try again too.
            sleep(random.uniform(0, LONGEST_PAUSE))  # noqa: S311  no secret
