"""Where state is kept: SQLite by default, PostgreSQL for several machines. The only home of SQL."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from a2i_emulator.operations.ports import ConflictError, StorageError

if TYPE_CHECKING:
    from a2i_emulator.storage.database import SqlDatabase
    from a2i_emulator.storage.inspection import Inspection

__all__ = [
    "ConflictError",
    "StorageError",
    "inspect_database",
    "inspect_older_data_dir",
    "open_database",
]


def open_database(
    data_dir: Path | None = None, database_url: str | None = None, *, recover: bool = False
) -> SqlDatabase:
    """Open the state, and create it or bring it to this release's schema where needed.

    Args:
        data_dir: keep the state in SQLite in this folder, which this process then owns.
        database_url: keep it in PostgreSQL instead: ``postgresql://USER:PASSWORD@HOST/NAME``.
            With neither of the two it is kept in memory.
        recover: go on with what can be read of a damaged file in the folder.

    Raises:
        StorageError: it cannot be opened; whatever was there is left as it was.
    """
    # Each driver only for those who use it: start-up time counts.
    if database_url is not None:
        from a2i_emulator.storage.postgres import PostgresDatabase

        return PostgresDatabase(database_url)
    from a2i_emulator.storage.sqlite import SqliteDatabase

    return SqliteDatabase(data_dir, recover=recover)


def inspect_database(database_url: str) -> Inspection:
    """Inspect a state in PostgreSQL as it is: `open_database` would bring it to this release.

    Raises:
        StorageError: it cannot be reached, or is another program's.
    """
    # First, for it tells of a driver that is missing.
    import a2i_emulator.storage.postgres  # noqa: F401
    from a2i_emulator.storage.postgres_inspection import PostgresInspection

    return PostgresInspection(database_url)


def inspect_older_data_dir(data_dir: Path) -> Inspection | None:
    """Inspect a state in a data directory as it is, if an older release has left it there."""
    from a2i_emulator.storage.inspection import SqliteInspection

    try:
        found = SqliteInspection(data_dir)
    except StorageError:
        return None  # Whoever opens it is told what is the matter.
    return found if 0 < found.version < found.newest else None
