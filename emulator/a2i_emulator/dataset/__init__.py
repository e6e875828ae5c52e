"""Reviewed data: output.json files in, from a folder or from S3, and training sets out.

The names below need no server. They are imported when they are first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from a2i_emulator.dataset.exporting import Choices, Exported, export
    from a2i_emulator.dataset.formats.writer import MissingExtraError
    from a2i_emulator.dataset.reading import Bucket, Folder, Outputs
    from a2i_emulator.dataset.splits import Splits

__all__ = [
    "Bucket",
    "Choices",
    "Exported",
    "Folder",
    "MissingExtraError",
    "Outputs",
    "Splits",
    "export",
]

_HOMES = {
    "exporting": ("Choices", "Exported", "export"),
    "formats.writer": ("MissingExtraError",),
    "reading": ("Bucket", "Folder", "Outputs"),
    "splits": ("Splits",),
}
"""Module -> the names that are its own."""


def __getattr__(name: str) -> Any:
    for module, names in _HOMES.items():
        if name in names:
            value = getattr(import_module(f"{__name__}.{module}"), name)
            globals()[name] = value
            return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
