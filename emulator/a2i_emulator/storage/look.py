"""A look at a database in PostgreSQL as it is, perhaps of an older release: nothing is written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from a2i_emulator.storage import schema
from a2i_emulator.storage.postgres import READING, TIMEOUT, translating, where
from a2i_emulator.storage.postgres_session import SCHEMA, PostgresSession
from a2i_emulator.storage.session import Locks
from a2i_emulator.storage.store import SqlStore


class Look:
    """What a database has, for reading; what only newer releases keep cannot be asked for.

    Attributes:
        version: of its schema; 0 where it has no tables of ours yet, and nothing can be read.
        newest: the version that this release would bring it to.
    """

    def __init__(self, url: str) -> None:
        """Look for the version.

        Raises:
            StorageError: the server cannot be reached, or the schema is not ours.
        """
        self._url, self._where = url, where(url)
        self.newest = len(schema.MIGRATIONS)
        with self._session() as session:
            self.version = schema.version_of(session, self._where)

    @contextmanager
    def read(self) -> Iterator[SqlStore]:
        """Open a consistent view.

        Raises:
            StorageError: the server cannot be reached.
        """
        with self._session() as session:
            yield SqlStore(session)

    @contextmanager
    def _session(self) -> Iterator[PostgresSession]:
        with (
            translating(self._where),
            psycopg.connect(
                self._url,
                connect_timeout=TIMEOUT,
                autocommit=True,
                cursor_factory=psycopg.RawCursor,
            ) as connection,
        ):
            connection.execute(f"SET search_path TO {SCHEMA}")
            connection.execute(READING)
            yield PostgresSession(connection, Locks())
            connection.execute("ROLLBACK")
