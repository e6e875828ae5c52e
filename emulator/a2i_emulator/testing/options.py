"""Settings as keyword arguments."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from a2i_emulator.settings import Settings

Paths = Iterable[Path | str] | Path | str
"""One file or several."""

_NAMES = frozenset(field.name for field in dataclasses.fields(Settings))
_FOLDERS = ("data_dir", "predictions_dir")


def read_options(options: Mapping[str, Any], useless: Collection[str] = ()) -> Settings:
    """Return the settings that keyword arguments describe.

    Args:
        options: by the names of `Settings`.
        useless: names that make no sense here.

    Raises:
        TypeError: there is no such setting.
    """
    unknown = set(options) - (_NAMES - set(useless))
    if unknown:
        known = ", ".join(sorted(_NAMES - set(useless)))
        raise TypeError(f"no such setting: {', '.join(sorted(unknown))}; there are: {known}")
    folders = {name: Path(options[name]) for name in _FOLDERS if options.get(name) is not None}
    return Settings(**{**options, **folders})


def paths(files: Paths) -> tuple[Path, ...]:
    """Return one file or several as paths."""
    if isinstance(files, str | Path):
        return (Path(files),)
    return tuple(Path(file) for file in files)
