"""What a database in PostgreSQL holds as it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from a2i_emulator.storage.inspection import Inspection
from a2i_emulator.storage.postgres import READING, TIMEOUT, translating, where
from a2i_emulator.storage.postgres_session import SCHEMA, PostgresSession
from a2i_emulator.storage.session import Locks, Session


class PostgresInspection(Inspection):
    """What a database in PostgreSQL has.

    Args:
        url: where it is.
    """

    def __init__(self, url: str) -> None:
        self._url, self._where = url, where(url)
        super().__init__(self._where)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Open a session that can only read."""
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
