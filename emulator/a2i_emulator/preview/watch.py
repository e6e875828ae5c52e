"""What the files of a template render to just now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from threading import Lock

from a2i_emulator.templates.offline import Source, UnreadableError
from a2i_emulator.templates.result import TemplateError


@dataclass(frozen=True, slots=True)
class Version:
    """One rendering.

    Attributes:
        name: changes whenever the page or its errors do.
        errors: what is wrong, unreadable files included.
    """

    name: str
    html: str
    errors: tuple[TemplateError, ...]


class Watch:
    """Renders a template anew once its files have changed."""

    def __init__(self, source: Source, address: Callable[[Path], str]) -> None:
        self._source = source
        self._address = address
        self._lock = Lock()
        self._state: tuple[object, ...] = ()
        self._version: Version | None = None

    def version(self) -> Version:
        """Return the rendering of the files as they are."""
        with self._lock:
            state = tuple(_state(p) for p in (self._source.template, self._source.task_input))
            if self._version is None or state != self._state:
                self._version = self._render()
                self._state = state
            return self._version

    def _render(self) -> Version:
        try:
            rendered = self._source.render(*self._source.read(), self._address)
            html, errors = rendered.html, rendered.errors
        except UnreadableError as error:
            html, errors = "", (TemplateError("UnreadableFile", str(error), None),)
        return Version(sha256(f"{errors}\n{html}".encode()).hexdigest()[:32], html, errors)


def _state(path: Path | None) -> object:
    """Return what changes when a file is saved."""
    try:
        found = path.stat() if path else None
    except OSError:
        return None
    return found and (found.st_mtime_ns, found.st_size, found.st_ino)
