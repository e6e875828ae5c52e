"""A real PostgreSQL server for the tests, on a Unix socket in a folder of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psycopg
import pytest

_FAST = "-c fsync=off -c full_page_writes=off -c listen_addresses='' -c max_connections=200"


@dataclass(frozen=True)
class PostgresServer:
    """A cluster that is ours alone."""

    binaries: Path
    folder: Path
    user: str | None

    def start(self) -> None:
        options = f"{_FAST} -c unix_socket_directories='{self.folder}'"
        log = str(self.folder / "log")
        self._run("pg_ctl", "start", "-w", "-D", self.data, "-l", log, "-o", options)

    def stop(self) -> None:
        self._run("pg_ctl", "stop", "-w", "-m", "immediate", "-D", self.data)

    def initialize(self) -> None:
        if self.user is not None:
            shutil.chown(self.folder, self.user)
        self._run("initdb", "-D", self.data, "-U", "a2i", "-A", "trust", "-E", "UTF8", "--no-sync")

    @property
    def data(self) -> str:
        return str(self.folder / "data")

    def url(self, name: str) -> str:
        return f"postgresql://a2i@/{name}?host={self.folder}"

    def create_database(self, name: str) -> str:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return self.url(name)

    def _run(self, program: str, *arguments: str) -> None:
        # The server refuses to run as root.
        subprocess.run(
            [self.binaries / program, *arguments],
            check=True,
            cwd=self.folder,
            user=self.user,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )


def _binaries() -> Path:
    """Find the newest server that Debian's packages or the PATH have."""
    packaged = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    found = [path.parent for path in sorted(packaged, key=lambda path: int(path.parts[-3]))]
    on_path = shutil.which("initdb")
    if on_path is not None:
        found.append(Path(on_path).resolve().parent)
    assert found, "the tests need a PostgreSQL server: apt-get install postgresql"
    return found[-1]


@contextmanager
def postgres_cluster(folder: Path) -> Iterator[PostgresServer]:
    """Run a new server whose files lie in a folder."""
    user = "postgres" if os.geteuid() == 0 else None
    server = PostgresServer(_binaries(), folder, user)
    server.initialize()
    server.start()
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A running server, stopped and removed at the end."""
    with (
        tempfile.TemporaryDirectory(prefix="a2i-postgres-") as folder,
        postgres_cluster(Path(folder)) as server,
    ):
        yield server


@pytest.fixture(scope="session")
def new_postgres_database(postgres_server: PostgresServer) -> Callable[[], str]:
    """Make an empty database and return its URL."""
    numbers = count(1)
    return lambda: postgres_server.create_database(f"a2i_{next(numbers)}")


@pytest.fixture
def postgres_url(new_postgres_database: Callable[[], str]) -> str:
    """The URL of an empty database."""
    return new_postgres_database()
