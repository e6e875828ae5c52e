"""What a user gets wrong, and the files that commands are given."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from a2i_emulator import formats


def read_json(file: str) -> Any:
    """Read a JSON file; ``-`` is the standard input.

    Raises:
        UsageError: it cannot be read, or is none.
    """
    try:
        if file == "-":
            return formats.read_json(sys.stdin.read(formats.LARGEST_FILE + 1))
        return formats.read_json(formats.read_file(Path(file)))
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror}") from error
    except ValueError as error:
        name = "standard input" if file == "-" else file
        raise UsageError(f"{name}: not valid JSON: {error}") from error


class UsageError(Exception):
    """What the user got wrong, a line each; the command ends with exit status 2."""
