"""Whether a file is whole.

A killed process loses nothing: its file, the write-ahead log beside it and the log's index stay
as they were. So what does not fit together was damaged by something else, and going on would
overwrite what could still be put back. Looked at, without a change to file or log:

* the log and its index: the index says how many pages were acknowledged;
* a mark in the file, set while it is in use: then there has to be a log;
* SQLite's own look at the structure, for two seconds at most.
"""

from __future__ import annotations

import logging
import sqlite3
import struct
from collections.abc import Collection
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from a2i_emulator.data_files.errors import DamagedError
from a2i_emulator.data_files.looking import WHOLE, opened, structure
from a2i_emulator.data_files.marks import DIRECTORY, IN_USE, read_mark
from a2i_emulator.data_files.salvage import salvage

_LOG_HEADER, _FRAME_HEADER = 32, 24
_INDEX = struct.Struct("=3I2BH2I2I2I")

log = logging.getLogger(__name__)


def check(path: Path, tables: Collection[str], *, recover: bool = False) -> bool:
    """Look whether a file of a data directory is whole; one that is not there is a new one.

    Args:
        path: the file; nobody has it open.
        tables: without one of these there is nothing to recover.
        recover: put a damaged one aside, what can be read of it in its place, and say so.

    Returns:
        Whether it is a recovered one, of which anything but its tables may be missing.

    Raises:
        DamagedError: it is damaged; nothing was changed.
    """
    try:
        _check(path)
    except DamagedError as error:
        if not recover:
            raise
        is_there = path.exists() or _log_of(path).exists()
        saved = salvage(path, tables) if is_there else "All of it is lost."
        log.warning("%s %s", error.what, saved)
        return path.exists()
    return False


def _check(path: Path) -> None:
    if not path.exists():
        if _size(_log_of(path)):
            raise DamagedError(f"{path} is gone, but its log {_log_of(path).name} is there.")
        if other := _partner_of(path):
            raise DamagedError(f"{path} is gone, but {other.name} is there.")
        return
    if not _size(path):
        if any(_size(other) for other in path.parent.glob("*.sqlite3*")):
            raise DamagedError(f"{path} is empty.")
        return  # a process was killed before it had written anything at all
    try:
        _check_written(path)
    except sqlite3.DatabaseError as error:
        said = "" if "not a database" in str(error) else "is damaged: "
        raise DamagedError(f"{path} {said}{str(error).removeprefix('file ')}.") from error


def _partner_of(path: Path) -> Path | None:
    """Return the file with which a missing one made up a directory."""
    for other in path.parent.glob("*.sqlite3"):
        with suppress(sqlite3.Error), closing(opened(other, "mode=ro")) as connection:
            if read_mark(connection, DIRECTORY) is not None:
                return other
    return None


def _check_written(path: Path) -> None:
    frames = _check_log(path)
    if not _log_of(path).exists():  # beside a log a file need not be whole by itself
        _check_alone(path)
    index = _index_of(path)
    before = index.read_bytes() if index.exists() else None
    with closing(opened(path, "mode=ro")) as connection:
        found = structure(connection)
        is_read_whole = before is None or _read_index(path).frames >= frames
    if not is_read_whole and before is not None:
        index.write_bytes(before)  # as SQLite found it: what it made of it would pass next time
        raise DamagedError(f"{_log_of(path)} is damaged in the middle.")
    if found != WHOLE:
        raise DamagedError(f"{path} is damaged: {found.splitlines()[-1]}.")


def _check_alone(path: Path) -> None:
    with closing(opened(path, "immutable=1")) as alone:
        if read_mark(alone, "in_use") == IN_USE:
            raise DamagedError(
                f"{path} has lost its log {_log_of(path).name}, with what was last written."
            )


@dataclass(frozen=True, slots=True)
class _Index:
    """The head of a log's index: how many pages were acknowledged, in which log."""

    page_size: int
    frames: int
    salt: bytes


def _read_index(path: Path) -> _Index:
    if _size(_index_of(path)) < _INDEX.size:
        return _Index(0, 0, b"")
    with _index_of(path).open("rb") as file:
        fields = _INDEX.unpack(file.read(_INDEX.size))
    is_made, page_size, frames, salt = fields[3], fields[5], fields[6], fields[10:12]
    largest = 65536  # does not fit into its two bytes
    return _Index(
        largest if page_size == 1 else page_size,
        frames if is_made else 0,
        struct.pack("=2I", *salt),
    )


def _check_log(path: Path) -> int:
    """Compare the log with its index, which a killed process leaves behind.

    Returns:
        How many pages were acknowledged that are in the log.
    """
    index, log = _read_index(path), _log_of(path)
    if not index.frames:
        return 0
    last = _LOG_HEADER + (index.frames - 1) * (_FRAME_HEADER + index.page_size)
    if _size(log) < last + _FRAME_HEADER + index.page_size:
        raise DamagedError(f"{path} has lost a part of its log {log.name}.")
    with log.open("rb") as file:
        salt_of_log = file.read(_LOG_HEADER)[16:24]
        file.seek(last)
        salt_of_frame = file.read(_FRAME_HEADER)[8:16]
    if not salt_of_log == salt_of_frame == index.salt:
        raise DamagedError(f"{log} is not the log that belongs to {path.name}.")
    return index.frames


def _log_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def _index_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-shm")


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
