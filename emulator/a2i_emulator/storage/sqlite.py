"""State in SQLite: in memory, or in a data directory that one process owns.

One connection serves all threads in turn. What a transaction does here takes microseconds, and
so nobody ever meets a locked database; a reader needs no transaction, since no writer runs.
The write-ahead log is written at each commit, which a killed process survives; it is synced
to the disk at checkpoints, so that a power failure may take the last commits, never more.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar, cast

from a2i_emulator.data_files import check, mark_in_use
from a2i_emulator.data_files.marks import changing
from a2i_emulator.operations.ports import StorageError
from a2i_emulator.storage import schema
from a2i_emulator.storage.database import SqlDatabase
from a2i_emulator.storage.owner import Owner
from a2i_emulator.storage.recent import NoRecords, Recent, RecentRecords
from a2i_emulator.storage.session import CLAIM, Dialect, Locks, Row, storable
from a2i_emulator.storage.sharing import SharedTransactions
from a2i_emulator.storage.store import SqlStore

T = TypeVar("T")

FILE = "a2i.sqlite3"

DIALECT = Dialect(
    now="CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)",
    serial="INTEGER PRIMARY KEY",
    number="INTEGER",
    text="TEXT",
    binary="BLOB",
    tables="SELECT name FROM sqlite_master WHERE type = 'table'",
)

_PRAGMAS = (
    # For a new file. An input of 3 MB is written in a third of the time that pages of 4096
    # bytes take; larger ones make the log of small changes longer.
    "PRAGMA page_size = 8192",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = NORMAL",
    # 16 MB of log between checkpoints: each one costs a sync, and pages that are
    # written over and over reach the file once.
    "PRAGMA wal_autocheckpoint = 2000",
    "PRAGMA journal_size_limit = 67108864",
    "PRAGMA cache_size = -8192",
    "PRAGMA temp_store = MEMORY",
)

_REASONS = {
    "file is not a database": "is not a database",
    "malformed": "is damaged",
    "full": "cannot be written: the disk is full",
    "readonly": "cannot be written: it is read-only",
    "unable to open": "cannot be opened",
    "locked": "is in use by another program",
    "closed": "is closed",
}


class SqliteSession:
    """See `session.Session`."""

    dialect = DIALECT
    locks = Locks()

    def __init__(
        self,
        connection: sqlite3.Connection,
        recent: Recent | None = None,
        claims_valid_from: int = 0,
    ) -> None:
        self._connection = connection
        self.recent = recent or NoRecords()
        self.claims_valid_from = claims_valid_from

    def one(self, sql: str, *params: Any) -> Row | None:
        """Return the first row found."""
        return cast("Row | None", self._execute(sql, params).fetchone())

    def all(self, sql: str, *params: Any) -> Sequence[Row]:
        """Return all rows found."""
        return self._execute(sql, params).fetchall()

    def run(self, sql: str, *params: Any) -> int:
        """Change something; return how many rows it touched."""
        return self._execute(sql, params).rowcount

    def run_many(self, sql: str, rows: Iterable[Row]) -> None:
        """Run a changing statement once for each row of parameters."""
        self._connection.executemany(sql, rows)

    def _execute(self, sql: str, params: Row) -> sqlite3.Cursor:
        try:
            return self._connection.execute(sql, params)
        except UnicodeEncodeError:
            return self._connection.execute(sql, tuple(map(storable, params)))


class ReadingSession(SqliteSession):
    """A session outside of any transaction, where a change would be committed at once."""

    def run(self, sql: str, *_: Any) -> int:
        """Refuse to change anything."""
        raise RuntimeError(f"not in a write transaction: {sql}")

    def run_many(self, sql: str, _: Iterable[Row]) -> None:
        """Refuse to change anything."""
        raise RuntimeError(f"not in a write transaction: {sql}")


class SqliteDatabase(SqlDatabase):
    """See `operations.ports.Database`."""

    def __init__(self, data_dir: Path | None = None, *, recover: bool = False) -> None:
        """Open or create it; in memory without a directory.

        Args:
            data_dir: the folder, which this process then owns.
            recover: go on with what can be read of a damaged file.

        Raises:
            StorageError: it cannot be opened, is damaged or in use; nothing was changed.
        """
        super().__init__()
        self._lock = threading.Lock()
        self._where = "The state in memory" if data_dir is None else f"{data_dir / FILE}"
        self._owner = None if data_dir is None else _owner(data_dir)
        try:
            with self._translating():
                is_recovered = data_dir is not None and check(
                    data_dir / FILE, schema.TABLES, recover=recover
                )
                self._connection = self._open(data_dir, is_recovered=is_recovered)
                if data_dir is not None:
                    self.file = data_dir / FILE, self._connection
                    self._end_use = mark_in_use(self, self._connection)
        except BaseException:
            self._release()
            raise
        opened_at = int(self._connection.execute(f"SELECT {DIALECT.now}").fetchone()[0])
        # Claims made from now on end later than any that an earlier owner left behind.
        valid_from = opened_at + CLAIM
        self._recent = RecentRecords()
        self._reader = SqlStore(ReadingSession(self._connection, self._recent, valid_from))
        self._writer = SqlStore(SqliteSession(self._connection, self._recent, valid_from))
        self._secret = schema.secret_of(self._reader.session)
        self._shared = SharedTransactions(self._lock, self._sharing)

    @property
    def secret(self) -> bytes:
        """A random key, made once with the database."""
        return self._secret

    def close(self) -> None:
        """Let go of files and connections."""
        with self._lock:
            if self.file is not None:
                self._end_use()
            self._connection.close()
            self._release()

    @contextmanager
    def _reading(self) -> Iterator[SqlStore]:
        with self._lock, self._translating():
            yield self._reader

    @contextmanager
    def _writing(self) -> Iterator[SqlStore]:
        with self._lock, self._changing() as store:
            yield store

    def _do(self, work: Callable[[SqlStore], T]) -> T:
        self._refuse_nesting()
        return self._shared.do(work)

    @contextmanager
    def _sharing(self) -> Iterator[SqlStore]:
        with self._changing() as store, self._as_current(store):
            yield store

    @contextmanager
    def _changing(self) -> Iterator[SqlStore]:
        with self._translating():
            try:
                with changing(self._connection):
                    yield self._writer
            except BaseException:
                self._recent.clear()
                raise

    def _open(self, data_dir: Path | None, *, is_recovered: bool) -> sqlite3.Connection:
        connection = sqlite3.connect(
            ":memory:" if data_dir is None else data_dir / FILE,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=256,
        )
        try:
            session = SqliteSession(connection)
            if is_recovered:
                schema.mend(session)
            version = schema.version_of(session, self._where)
            if data_dir is not None and version == 0:
                (data_dir / FILE).chmod(0o600)  # access keys are in it with their secrets
            for pragma in _PRAGMAS:
                connection.execute(pragma)
            with changing(connection):
                schema.upgrade(session, version)
        except BaseException:
            connection.close()
            raise
        return connection

    def _release(self) -> None:
        if self._owner is not None:
            self._owner.close()
            self._owner = None

    @contextmanager
    def _translating(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise StorageError(f"{self._where} {_reason(error)}.") from error


def _owner(data_dir: Path) -> Owner:
    try:
        return Owner(data_dir)
    except OSError as error:
        raise StorageError(
            f"The data directory {data_dir} cannot be used: {error.strerror}."
        ) from error


def _reason(error: sqlite3.Error) -> str:
    text = str(error)
    known = (reason for words, reason in _REASONS.items() if words in text)
    return next(known, f"failed: {text}")
