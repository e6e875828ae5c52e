"""What can be read of a damaged file, put into a new one."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from contextlib import closing, suppress
from itertools import count, product
from pathlib import Path

from a2i_emulator.data_files.looking import WHOLE, opened, structure
from a2i_emulator.data_files.marks import changing, write_mark


def salvage(path: Path, tables: Collection[str]) -> str:
    """Put a damaged file aside, and what is whole of it into a new one of its name.

    Args:
        path: the file; it and its log get ``.damaged-`` and a number added to their names.
        tables: what is worth saving only together.

    Returns:
        What was saved, a sentence. Where nothing was, there is no new file.
    """
    names = (path.with_name(f"{path.name}.damaged-{number}") for number in count(1))
    aside = next(name for name in names if not any(path.parent.glob(f"{name.name}*")))
    for suffix in ("", "-wal", "-shm"):
        if (beside := path.with_name(path.name + suffix)).exists():
            beside.rename(f"{aside}{suffix}")
    kept = _saved(aside, path, tables)
    if not kept:
        path.unlink(missing_ok=True)
        return f"{path} is set aside as {aside.name}; nothing of it can be read: all of it is lost."
    told = ", ".join(f"{table} {rows}" for table, rows in kept.items())
    return f"{path} is set aside as {aside.name}; what can be read of it is kept: {told}."


def _saved(aside: Path, path: Path, tables: Collection[str]) -> dict[str, str]:
    """Copy what can be read: with its log, without, and at last though not all is whole."""
    for must_be_whole, how in product((True, False), ("mode=ro", "immutable=1")):
        path.unlink(missing_ok=True)
        with suppress(sqlite3.Error), closing(opened(aside, how)) as old:
            if must_be_whole and structure(old) != WHOLE:
                continue
            kept = _copy(old, path)
            if kept.keys() >= set(tables):
                return kept
    return {}


def _copy(old: sqlite3.Connection, path: Path) -> dict[str, str]:
    """Make a file with the rows of another one that can be read; return how many of each table."""
    kept: dict[str, str] = {}
    with closing(sqlite3.connect(path, isolation_level=None)) as new, changing(new):
        path.chmod(0o600)
        for pragma in ("application_id", "user_version"):
            new.execute(f"PRAGMA {pragma} = {old.execute(f'PRAGMA {pragma}').fetchone()[0]}")
        made = old.execute(_SCHEMA).fetchall()
        for _, _, statement in made:
            new.execute(statement)
        for name in (name for kind, name, _ in made if kind == "table"):
            rows, is_all = _copy_table(old, new, name)
            if name not in _OURS:
                kept[name] = f"{rows}" if is_all else f"{rows} (others cannot be read)"
        write_mark(new, "in_use", "0")
    return kept


def _copy_table(old: sqlite3.Connection, new: sqlite3.Connection, name: str) -> tuple[int, bool]:
    """Copy from the beginning as far as it can be read, then from the end."""
    is_all = True
    for order in ("", " ORDER BY rowid DESC"):
        try:
            for row in old.execute(f"SELECT * FROM {name}{order}"):  # noqa: S608 - from the schema
                marks = ", ".join("?" * len(row))
                new.execute(f"INSERT OR IGNORE INTO {name} VALUES ({marks})", row)  # noqa: S608
            break
        except sqlite3.Error:
            is_all = False
    found = new.execute(f"SELECT count(*) FROM {name}").fetchone()[0]  # noqa: S608 - as above
    return int(found), is_all


_OURS = frozenset({"a2i_file", "a2i_meta"})
_SCHEMA = """
    SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'
    ORDER BY type = 'index'"""
