"""A look at a file of SQLite's as it is, perhaps of an older release: nothing of it is written."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from a2i_emulator.data_files.looking import opened
from a2i_emulator.operations.ports import StorageError
from a2i_emulator.storage import schema
from a2i_emulator.storage.sqlite import FILE, ReadingSession
from a2i_emulator.storage.store import SqlStore


class FileLook:
    """What a data directory has, for reading; see `look.Look`.

    Attributes:
        version: of its schema.
        newest: the version that this release would bring it to.
    """

    def __init__(self, data_dir: Path) -> None:
        """Look for the version.

        Raises:
            StorageError: there is no file yet, or it cannot be read.
        """
        self._file = data_dir / FILE
        self.newest = len(schema.MIGRATIONS)
        with self._session() as session:
            self.version = schema.version_of(session, str(self._file))

    @contextmanager
    def read(self) -> Iterator[SqlStore]:
        """Open a view.

        Raises:
            StorageError: the file cannot be read.
        """
        with self._session() as session:
            yield SqlStore(session)

    @contextmanager
    def _session(self) -> Iterator[ReadingSession]:
        try:
            with closing(opened(self._file, "mode=ro")) as connection:
                yield ReadingSession(connection)
        except sqlite3.Error as error:
            raise StorageError(f"{self._file} cannot be looked at: {error}.") from error
