"""``a2i-emulator backup`` and ``restore``: the whole state of a running emulator, in one file."""

from __future__ import annotations

import argparse
import gzip
import io
import json
import os
import zlib
from pathlib import Path
from typing import Any

from a2i_emulator import formats
from a2i_emulator.commands.client import add_address, call
from a2i_emulator.commands.files import UsageError

_PASSING = "events"
"""What a state has lists of that is on its way, and nobody's work."""

_GZIP = b"\x1f\x8b"


def add_parser(commands: Any) -> None:
    """Declare the two commands."""
    backup: argparse.ArgumentParser = commands.add_parser(
        "backup", help="keep the whole state of a running emulator in a file"
    )
    backup.add_argument("file", metavar="FILE", help="is replaced once the new one is whole")
    add_address(backup)
    backup.set_defaults(run=_backup)
    restore: argparse.ArgumentParser = commands.add_parser(
        "restore", help="bring a backup back into a running emulator that is empty"
    )
    restore.add_argument("file", metavar="FILE", help="what backup has written")
    restore.add_argument(
        "--replace", action="store_true", help="give up what the emulator has instead"
    )
    add_address(restore)
    restore.set_defaults(run=_restore)


def _backup(options: argparse.Namespace) -> int:
    state = call(options.endpoint, "GET", "state")
    path = Path(options.file)
    partial = path.with_name(f".{path.name}.partial")
    try:
        # Only for its owner: inputs, answers and passwords of user pools are in it.
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(gzip.compress(json.dumps(state).encode(), mtime=0))
            stream.flush()
            os.fsync(stream.fileno())
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise UsageError(f"{path}: {error.strerror}") from error
    print(f"{path}: {_told(state)}")
    return 0


def _restore(options: argparse.Namespace) -> int:
    state = _read(Path(options.file))
    there = call(options.endpoint, "GET", "state")
    if not options.replace and not _is_empty(there):
        raise UsageError(
            f"the emulator at {options.endpoint} is not empty: it has {_told(there)};"
            " --replace gives that up"
        )
    call(options.endpoint, "PUT", "state", state)
    print(f"{options.endpoint}: {_told(state)}")
    return 0


def _read(path: Path) -> dict[str, Any]:
    try:
        content = formats.read_file(path)
        state = formats.read_json(_unpacked(content) if content.startswith(_GZIP) else content)
    except (OSError, EOFError, zlib.error) as error:
        raise UsageError(f"{path}: {getattr(error, 'strerror', None) or error}") from error
    except ValueError as error:
        raise UsageError(f"{path}: no backup: {error}") from error
    if not isinstance(state, dict) or not isinstance(state.get("a2i"), dict):
        raise UsageError(f"{path}: no backup: it has no part a2i")
    return state


def _unpacked(content: bytes) -> bytes:
    with gzip.open(io.BytesIO(content)) as stream:  # a few bytes of it can make any number
        return stream.read(formats.LARGEST_FILE + 1)


def _is_empty(state: dict[str, Any]) -> bool:
    in_moto = [part for part in state["moto"].values() if isinstance(part, list)]
    return not any(_counts(state).values()) and not any(in_moto)


def _told(state: dict[str, Any]) -> str:
    counts = _counts(state).items()
    return ", ".join(f"{count} {kind.replace('_', ' ')}" for kind, count in counts)


def _counts(state: dict[str, Any]) -> dict[str, int]:
    """Return how many there are of each kind of record."""
    lists = state["a2i"].items()
    return {
        kind: len(found) for kind, found in lists if isinstance(found, list) and kind != _PASSING
    }
