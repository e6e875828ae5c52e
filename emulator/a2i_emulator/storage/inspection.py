"""What a database holds as it is, perhaps of an older release: nothing of it is written."""

from __future__ import annotations

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

from a2i_emulator.data_files.looking import opened
from a2i_emulator.operations.ports import StorageError
from a2i_emulator.storage import schema
from a2i_emulator.storage.session import Session
from a2i_emulator.storage.sqlite import FILE, ReadingSession
from a2i_emulator.storage.store import SqlStore


class Inspection(ABC):
    """What a database has, for reading; what only newer releases keep cannot be asked for.

    Attributes:
        version: of its schema; 0 where it has no tables of ours yet, and nothing can be read.
        newest: the version that this release would bring it to.
    """

    newest = len(schema.MIGRATIONS)

    def __init__(self, where: str) -> None:
        """Find the version.

        Args:
            where: what messages call the database.

        Raises:
            StorageError: it cannot be reached or read, or is not ours.
        """
        with self.session() as session:
            self.version = schema.version_of(session, where)

    @contextmanager
    def read(self) -> Iterator[SqlStore]:
        """Open a consistent view.

        Raises:
            StorageError: the database cannot be reached or read.
        """
        with self.session() as session:
            yield SqlStore(session)

    @abstractmethod
    def session(self) -> AbstractContextManager[Session]:
        """Open a session that can only read."""


class SqliteInspection(Inspection):
    """What the SQLite file of a data directory has."""

    def __init__(self, data_dir: Path) -> None:
        self._file = data_dir / FILE
        super().__init__(str(self._file))

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Open a session that can only read."""
        try:
            with closing(opened(self._file, "mode=ro")) as connection:
                yield ReadingSession(connection)
        except sqlite3.Error as error:
            raise StorageError(f"{self._file} cannot be looked at: {error}.") from error
