"""A local, boto3-compatible Amazon Augmented AI (A2I).

The names below are imported when they are first used: most programs need one of them, and the
command line none.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from a2i_emulator.settings import __version__
    from a2i_emulator.testing.emulator import Emulator
    from a2i_emulator.testing.mock.mock_a2i import mock_a2i

__all__ = ["Emulator", "__version__", "mock_a2i"]

_HOMES = {
    "__version__": "a2i_emulator.settings",
    "Emulator": "a2i_emulator.testing.emulator",
    "mock_a2i": "a2i_emulator.testing.mock.mock_a2i",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value
