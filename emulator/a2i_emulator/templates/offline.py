"""Templates rendered from files, with no emulator about: what a template's author works with."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from a2i_emulator.domain.s3_uri import S3Location, parse_s3_uri
from a2i_emulator.templates import Rendered, render

MAX_TEMPLATE = 128_000
"""Characters that CreateHumanTaskUi takes, by the service model."""

LARGEST = 16 << 20
"""Bytes of a template or an input: five times what StartHumanLoop takes."""


class UnreadableError(Exception):
    """A file cannot be used; says which and why."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a template's parts are.

    Attributes:
        template: the Liquid file.
        task_input: the JSON file of the task's input; None means ``{}``.
        objects: a folder with copies of S3 objects, as ``BUCKET/KEY``, ``KEY`` or the last part
            of the key.
        lenient: print nothing for undefined variables.
    """

    template: Path
    task_input: Path | None
    objects: Path
    lenient: bool = False

    def read(self) -> tuple[str, Any]:
        """Return the template and the parsed input.

        Raises:
            UnreadableError: a file is missing, no UTF-8, or no JSON.
        """
        template = _text(self.template)
        if self.task_input is None:
            return template, {}
        try:
            return template, json.loads(_text(self.task_input))
        except json.JSONDecodeError as error:
            place = f"{self.task_input}:{error.lineno}"
            raise UnreadableError(f"{place}: not JSON: {error.msg}") from error
        except (ValueError, RecursionError) as error:
            raise UnreadableError(f"{self.task_input}: not usable JSON: {error}") from error

    def local_object(self, location: S3Location) -> Path | None:
        """Return the copy of an S3 object; never a file outside of the folder."""
        folder = self.objects.resolve()
        last = location.key.rpartition("/")[2]
        names = (f"{location.bucket}/{location.key}", location.key, last)
        found = (file_within(folder, name) for name in names)
        return next((file for file in found if file is not None), None)

    def render(self, template: str, task_input: Any, address: Callable[[Path], str]) -> Rendered:
        """Render what was read.

        Args:
            template: the Liquid text.
            task_input: the parsed input.
            address: tells where a browser finds a local file.
        """

        def presign(uri: str) -> str:
            location = parse_s3_uri(uri)
            if location is None or not location.key:
                raise ValueError(uri)
            copy = self.local_object(location)
            return s3_address(location) if copy is None else address(copy)

        return render(template, task_input, presign=presign, lenient=self.lenient)


def file_within(folder: Path, name: str) -> Path | None:
    """Return a file of a folder; None for what is not there, and for all that is outside."""
    try:
        found = (folder / name.lstrip("/")).resolve()
        return found if found.is_relative_to(folder) and found.is_file() else None
    except (OSError, ValueError):
        return None


def s3_address(location: S3Location) -> str:
    """Return an object's web address, unsigned: it opens if the object is public."""
    return f"https://s3.amazonaws.com/{quote(location.bucket)}/{quote(location.key)}"


def _text(path: Path) -> str:
    try:
        if path.exists() and not (path.is_file() or path.is_dir()):  # a pipe may never end
            raise UnreadableError(f"{path}: is no ordinary file")
        if path.stat().st_size > LARGEST:
            raise UnreadableError(f"{path}: is larger than {LARGEST >> 20} MiB")
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableError(f"{path}: not UTF-8 text") from error
    except OSError as error:
        raise UnreadableError(f"{path}: {error.strerror or error}") from error
