"""A PostgreSQL server that goes away and comes back."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.support.postgres import PostgresServer
from tests.support.records import SCOPE, human_loop

from a2i_emulator.operations.ports import StorageError
from a2i_emulator.storage import open_database
from a2i_emulator.storage.store import SqlStore


@pytest.fixture
def own_server(postgres_server: PostgresServer) -> Iterator[PostgresServer]:
    """A server that the test may stop."""
    with tempfile.TemporaryDirectory(prefix="a2i-postgres-") as folder:
        server = replace(postgres_server, folder=Path(folder))
        server.initialize()
        server.start()
        yield server
        server.stop()


def test_connections_that_broke_are_replaced(own_server: PostgresServer) -> None:
    database = open_database(database_url=own_server.create_database("a2i"))
    with database.write() as store:
        store.human_loops.add(human_loop("before"), "{}")

    def interrupted(store: SqlStore) -> None:
        store.human_loops.add(human_loop("during"), "{}")
        own_server.stop()
        own_server.start()
        store.human_loops.get(SCOPE, "during")

    with pytest.raises(StorageError, match=r"^The database a2i on .*\.$"):
        database.transact(interrupted)
    with database.write() as store:
        assert store.human_loops.get(SCOPE, "before")
        assert store.human_loops.get(SCOPE, "during") is None
    database.close()
