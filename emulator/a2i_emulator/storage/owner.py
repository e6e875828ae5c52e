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

    The operating system's lock on the file says who owns the directory; the process id in it
    is only for the message that a second process gets.
    """

    def __init__(self, data_dir: Path) -> None:
        """Take the directory; make it if need be.

        Raises:
            OSError: the directory or the lock file cannot be made.
            StorageError: another process owns it.
        """
        data_dir.mkdir(parents=True, exist_ok=True)
        self._file = os.open(data_dir / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            _lock(self._file)
            os.ftruncate(self._file, 0)
            os.write(self._file, f"{os.getpid()}\n".encode())
        except OSError as error:
            owner = os.read(self._file, 32).decode(errors="replace").strip()
            os.close(self._file)
            if error.errno not in _TAKEN:
                raise
            raise StorageError(
                f"The data directory {data_dir} is in use by another emulator (process {owner})."
            ) from error

    def close(self) -> None:
        """Let go of the directory."""
        os.close(self._file)


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

else:
    import fcntl

    def _lock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
