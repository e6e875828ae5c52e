"""Looking into a file without a change to it or its log."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from a2i_emulator.real_time import monotonic

WHOLE = "ok"
_LONGEST_LOOK_SECONDS = 2.0
_STEPS_BETWEEN_LOOKS_AT_THE_CLOCK = 20_000


def opened(path: Path, how: str) -> sqlite3.Connection:
    """Open a file in a way that changes nothing of it or its log."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?{how}", uri=True, isolation_level=None)


def structure(connection: sqlite3.Connection) -> str:
    """Return what SQLite finds wrong, as far as it comes in the time that a start may take."""
    ends = monotonic() + _LONGEST_LOOK_SECONDS
    connection.set_progress_handler(lambda: monotonic() > ends, _STEPS_BETWEEN_LOOKS_AT_THE_CLOCK)
    try:
        row = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.OperationalError as error:
        if "interrupted" in str(error):
            return WHOLE
        raise
    return str(row[0])
