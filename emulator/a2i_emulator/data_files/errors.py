"""What is said of a file that is not whole."""

from __future__ import annotations

from a2i_emulator.operations.ports import StorageError


class DamagedError(StorageError):
    """A file, or the log beside it, is not what an emulator left behind.

    Args:
        what: a sentence that names the file.
    """

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(
            f"{what} It was left as it is: put back a copy of the whole folder, or start with"
            " --recover, which goes on with what is left."
        )
