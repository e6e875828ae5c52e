"""Marks in the files themselves: that one is in use, of which directory, after how many starts."""

from __future__ import annotations

import secrets
import sqlite3
import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from a2i_emulator.data_files.errors import DamagedError

DataFile = tuple[Path, sqlite3.Connection]
"""Where a file is, and the connection to it."""

IN_USE = "1"
DIRECTORY = "directory"
"""The mark of both files that is the same."""

_MARK = "CREATE TABLE IF NOT EXISTS a2i_file (key TEXT PRIMARY KEY, value TEXT NOT NULL)"


def mark_in_use(owner: object, connection: sqlite3.Connection) -> Callable[[], object]:
    """Note in a file itself, not in its log, that it is in use.

    Args:
        owner: with whom the use ends at the latest.
        connection: to the file, which is in WAL mode.

    Returns:
        What ends the use; call it before the connection is closed.
    """
    connection.execute(_MARK)
    write_mark(connection, "in_use", IN_USE)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    return weakref.finalize(owner, _end_use, connection)


def _end_use(connection: sqlite3.Connection) -> None:
    with suppress(sqlite3.Error):  # a full disk: the log stays, and is found
        write_mark(connection, "in_use", "0")


def pair(files: Sequence[DataFile], *, anew: bool = False) -> None:
    """See that the two files are of one directory and of one time, and note one more start.

    Args:
        files: both, open.
        anew: they belong together from now on, whatever they say.

    Raises:
        DamagedError: they do not belong together; nothing was changed.
    """
    ids = [read_mark(connection, DIRECTORY) for _, connection in files]
    starts = [int(read_mark(connection, "starts") or 0) for _, connection in files]
    if not anew:
        _compare([path for path, _ in files], ids, starts)
    directory = next((known for known in ids if known), None) or secrets.token_hex(8)
    for _, connection in reversed(files):
        with changing(connection):
            write_mark(connection, DIRECTORY, directory)
            write_mark(connection, "starts", str(max(starts) + 1))


def _compare(paths: Sequence[Path], ids: Sequence[str | None], starts: Sequence[int]) -> None:
    if None in ids and any(ids):
        raise DamagedError(f"{paths[ids.index(None)]} was removed, or is another one.")
    if ids[0] != ids[1]:
        raise DamagedError(f"{paths[0]} and {paths[1].name} are not of one directory.")
    # The second is written first: a kill between the two leaves it ahead by one.
    if starts[1] - starts[0] not in {0, 1}:
        older = paths[starts.index(min(starts))]
        raise DamagedError(f"{older} is older than the other file of its directory.")


def read_mark(connection: sqlite3.Connection, key: str) -> str | None:
    """Return a mark; None where there is none."""
    try:
        row = connection.execute("SELECT value FROM a2i_file WHERE key = ?", [key]).fetchone()
    except sqlite3.OperationalError as error:  # an older release's file
        if "no such table" in str(error):
            return None
        raise
    return str(row[0]) if row else None


def write_mark(connection: sqlite3.Connection, key: str, value: str) -> None:
    """Set a mark."""
    connection.execute(_MARK)
    connection.execute("INSERT OR REPLACE INTO a2i_file VALUES (?, ?)", [key, value])


@contextmanager
def changing(connection: sqlite3.Connection) -> Iterator[None]:
    """Change something wholly or not at all."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # A full disk or an I/O error may have rolled back already.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
