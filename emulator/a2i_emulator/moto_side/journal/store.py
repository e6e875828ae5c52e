"""The journal's file: requests in the order in which they changed moto."""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import msgspec

from a2i_emulator.data_files import DataFile, check, mark_in_use
from a2i_emulator.operations.ports import StorageError

log = logging.getLogger(__name__)

FILE = "moto.sqlite3"
_APPLICATION_ID = 0x41324A31
_VERSION = 1

_SCHEMA = """
CREATE TABLE request (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    seed INTEGER NOT NULL,
    request TEXT NOT NULL,
    body BLOB NOT NULL,
    object TEXT
);
CREATE INDEX request_object ON request (object) WHERE object IS NOT NULL;
CREATE TABLE message (
    id TEXT PRIMARY KEY,
    is_sent INTEGER NOT NULL DEFAULT 0,
    is_deleted INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE touch (
    seq INTEGER NOT NULL,
    message TEXT NOT NULL,
    PRIMARY KEY (seq, message)
) WITHOUT ROWID;
CREATE INDEX touch_message ON touch (message);
CREATE TABLE receipt (handle TEXT PRIMARY KEY, message TEXT NOT NULL);
CREATE INDEX receipt_message ON receipt (message);
"""
_TABLES = ("request", "message", "touch", "receipt")


@dataclass(frozen=True, slots=True)
class Entry:
    """A request that changed moto.

    Attributes:
        at: when, in microseconds since the epoch.
        seed: of everything random in it.
        request: the WSGI variables that matter, as JSON, or a call (see `calls`).
        object: the S3 object whose whole content it decides, and which nothing else depends
            on: a later request of the same object makes this one superfluous.
    """

    at: int
    seed: int
    request: str
    body: bytes
    object: str | None = None


@dataclass(frozen=True, slots=True)
class JournalState:
    """The whole journal as one document: the rows of its tables, bodies in Base64."""

    request: tuple[tuple[int, int, int, str, bytes, str | None], ...] = ()
    message: tuple[tuple[str, int, int], ...] = ()
    touch: tuple[tuple[int, str], ...] = ()
    receipt: tuple[tuple[str, str], ...] = ()
    version: Literal[1] = 1


class JournalFile:
    """The entries on disk. Threads take turns; the directory has one owner process.

    Args:
        path: the SQLite file; made if it is not there. None keeps the entries in memory.
        recover: go on with what can be read of a damaged file.

    Attributes:
        file: the path, and the connection to it; None in memory.

    Raises:
        StorageError: it can not be opened, is damaged or not a journal; nothing was changed.
    """

    def __init__(self, path: Path | None, *, recover: bool = False) -> None:
        self._path = path
        self._lock = threading.RLock()
        self.file: DataFile | None = None
        with self._errors():
            is_recovered = path is not None and check(path, _TABLES, recover=recover)
            self._connection = sqlite3.connect(
                path or ":memory:", check_same_thread=False, isolation_level=None
            )
            try:
                if is_recovered:
                    self._mark_as_journal()
                self._open()
            except BaseException:
                self._connection.close()
                raise
            if path is not None:
                self.file = path, self._connection
                self._end_use = mark_in_use(self, self._connection)

    def _open(self) -> None:
        version = self._pragma("user_version")
        if version == 0 and self._pragma("schema_version") == 0:
            if self._path is not None:
                self._path.chmod(0o600)  # requests carry passwords
            self._connection.executescript(
                f"BEGIN; {_SCHEMA}"
                f"PRAGMA application_id = {_APPLICATION_ID};"
                f"PRAGMA user_version = {_VERSION}; COMMIT;"
            )
        elif self._pragma("application_id") != _APPLICATION_ID:
            raise StorageError(f"{self._path} is not a journal of moto's state.")
        elif version != _VERSION:
            raise StorageError(f"{self._path} has version {version}; this is {_VERSION}.")
        self._pragma("journal_mode = WAL")
        self._pragma("synchronous = NORMAL")

    def _mark_as_journal(self) -> None:
        self._pragma(f"application_id = {_APPLICATION_ID}")
        self._pragma(f"user_version = {_VERSION}")

    def _pragma(self, text: str) -> int | str:
        row = self._connection.execute(f"PRAGMA {text}").fetchone()
        value: int | str = row[0] if row else ""
        return value

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise StorageError(
                f"The journal of moto's state, {self._path or 'in memory'}: {error}"
            ) from error

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Do several things at once or not at all."""
        with self._errors(), self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def append(self, entry: Entry) -> int:
        """Add an entry and return its number."""
        with self.transaction() as sql:
            cursor = sql.execute(
                "INSERT INTO request (at, seed, request, body, object) VALUES (?, ?, ?, ?, ?)",
                [entry.at, entry.seed, entry.request, entry.body, entry.object],
            )
            return cursor.lastrowid or 0

    def withdraw(self, seq: int) -> None:
        """Drop an entry of which nothing came; if it cannot be, nothing comes of it again."""
        try:
            with self.transaction() as sql:
                sql.execute("DELETE FROM request WHERE seq = ?", [seq])
        except StorageError as error:
            log.warning("%s", error)

    def supersede(self, seq: int, s3_object: str) -> None:
        """Drop what was written to an object before an entry; if it cannot be, at the next one."""
        older = "FROM request WHERE object = ? AND seq < ?"
        try:
            with self._errors(), self._lock:
                found = self._connection.execute(f"SELECT 1 {older}", [s3_object, seq]).fetchone()
            if found:
                with self.transaction() as sql:
                    sql.execute(f"DELETE {older}", [s3_object, seq])
        except StorageError as error:
            log.warning("%s", error)

    def keep(self, s3_object: str) -> None:
        """Never drop what was written to an object so far: something was made from it."""
        with self.transaction() as sql:
            sql.execute("UPDATE request SET object = NULL WHERE object = ?", [s3_object])

    def entries(self) -> Iterator[Entry]:
        """Read all entries, oldest first."""
        last = 0
        while rows := self._after(last):
            for seq, at, seed, request, body, s3_object in rows:
                yield Entry(at, seed, request, body, s3_object)
                last = seq

    def _after(self, seq: int) -> Sequence[tuple[int, int, int, str, bytes, str | None]]:
        with self._errors(), self._lock:
            return self._connection.execute(
                "SELECT seq, at, seed, request, body, object FROM request"
                " WHERE seq > ? ORDER BY seq LIMIT 16",
                [seq],
            ).fetchall()

    def dump(self) -> dict[str, Any]:
        """Return everything as one JSON-able document."""
        with self.transaction() as sql:
            state = JournalState(
                request=tuple(sql.execute("SELECT * FROM request")),
                message=tuple(sql.execute("SELECT * FROM message")),
                touch=tuple(sql.execute("SELECT * FROM touch")),
                receipt=tuple(sql.execute("SELECT * FROM receipt")),
            )
        # By way of JSON: tuples become lists, as whoever reads the document expects.
        document: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(state))
        return document

    def load(self, state: JournalState) -> None:
        """Replace everything.

        Raises:
            ValueError: a row is there twice.
        """
        try:
            with self.transaction() as sql:
                for name in _TABLES:
                    sql.execute(f"DELETE FROM {name}")  # noqa: S608 - names from above
                    for row in getattr(state, name):
                        marks = ", ".join("?" * len(row))
                        sql.execute(f"INSERT INTO {name} VALUES ({marks})", row)  # noqa: S608 - as above
        except StorageError as error:
            raise ValueError(f"The state of moto is damaged: {error}") from error

    def count(self) -> int:
        """Count the entries."""
        with self._errors(), self._lock:
            row = self._connection.execute("SELECT count(*) FROM request").fetchone()
            return int(row[0])

    def is_empty(self) -> bool:
        """Tell whether there is no entry."""
        with self._errors(), self._lock:
            return self._connection.execute("SELECT 1 FROM request LIMIT 1").fetchone() is None

    def clear(self) -> None:
        """Drop everything."""
        with self.transaction() as sql:
            for table in _TABLES:
                sql.execute(f"DELETE FROM {table}")  # noqa: S608 - names from above

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            if self.file is not None:
                self._end_use()
            self._connection.close()
