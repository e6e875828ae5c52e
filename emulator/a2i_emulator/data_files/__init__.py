"""The SQLite files of a data directory: whole or not, of one directory, and what can be saved."""

from __future__ import annotations

from a2i_emulator.data_files.errors import DamagedError
from a2i_emulator.data_files.marks import DataFile, mark_in_use, pair
from a2i_emulator.data_files.wholeness import check

__all__ = ["DamagedError", "DataFile", "check", "mark_in_use", "pair"]
