"""What a user gets wrong, and the files that commands are given."""

from __future__ import annotations

import json
import sys
from typing import Any


def read_json(file: str) -> Any:
    """Read a JSON file; ``-`` is the standard input.

    Raises:
        UsageError: it cannot be read, or is none.
    """
    try:
        if file == "-":
            return json.load(sys.stdin)
        with open(file, encoding="utf-8") as stream:  # noqa: PTH123 - a name, not a path object
            return json.load(stream)
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror}") from error
    except ValueError as error:
        name = "standard input" if file == "-" else file
        raise UsageError(f"{name}: not valid JSON: {error}") from error


class UsageError(Exception):
    """What the user got wrong; the command ends with exit status 2."""
