"""A data directory has one owner process at a time."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

from a2i_emulator.operations.ports import StorageError

LOCK_FILE = "a2i.lock"

_TAKEN = (errno.EAGAIN, errno.EACCES, errno.EDEADLK)


class Owner:
    """Holds a data directory until it is closed or the process ends, however it ends.

    The operating system's locks say who owns the directory: one on itself, which holds whatever
    is deleted in it, and one on a file, for systems that lock no directories. The process id in
    the file is only for the message that a second process gets.
    """

    def __init__(self, data_dir: Path) -> None:
        """Take the directory; make it if need be.

        Raises:
            OSError: the directory or the lock file cannot be made.
            StorageError: another process owns it.
        """
        data_dir.mkdir(parents=True, exist_ok=True)
        self._file = os.open(data_dir / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o644)
        self._directory = -1
        try:
            _lock(self._file)
            self._directory = _locked_directory(data_dir)
            os.ftruncate(self._file, 0)
            os.write(self._file, f"{os.getpid()}\n".encode())
        except OSError as error:
            owner = os.read(self._file, 32).decode(errors="replace").strip() or "unknown"
            self.close()
            if error.errno not in _TAKEN:
                raise
            raise StorageError(
                f"The data directory {data_dir} is in use by another emulator (process {owner})."
            ) from error

    def close(self) -> None:
        """Let go of the directory."""
        os.close(self._file)
        if self._directory >= 0:
            os.close(self._directory)


if sys.platform == "win32":
    import msvcrt

    _LOCKED_BYTE = 1 << 30
    """Far behind the process id: on Windows a locked byte cannot be read."""

    def _lock(file: int) -> None:
        os.lseek(file, _LOCKED_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        finally:
            os.lseek(file, 0, os.SEEK_SET)

    def _locked_directory(_: Path) -> int:
        return -1  # a file that is open cannot be deleted there

else:
    import fcntl

    def _lock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _locked_directory(data_dir: Path) -> int:
        directory = os.open(data_dir, os.O_RDONLY)
        try:
            _lock(directory)
        except OSError as error:
            os.close(directory)
            if error.errno in _TAKEN:
                raise
            return -1  # a file system that locks files only
        return directory
