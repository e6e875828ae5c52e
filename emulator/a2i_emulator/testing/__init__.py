"""The test kit: human-in-the-loop pipelines under test, in one process.

`a2i_emulator.mock_a2i` needs no socket, `a2i_emulator.Emulator` is a server for programs of any
kind. What a test does to either, and sees of it, is `A2I`. The pytest plugin is
`a2i_emulator.testing.plugin`.

The names below are imported when they are first used, since pytest loads the plugin for every
test suite on the machine.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from a2i_emulator.answering import AmbiguousLoopError, UnknownLoopError
    from a2i_emulator.domain.life_cycle import NotOpenError, NotYoursError, RefusedError
    from a2i_emulator.formats import FormatError
    from a2i_emulator.scripted_workers import ScriptedAction, ScriptedTask
    from a2i_emulator.seed import SeedError
    from a2i_emulator.testing.a2i import A2I
    from a2i_emulator.testing.controls import Clock, Faults, Predictions, Workers
    from a2i_emulator.testing.emulator import Emulator
    from a2i_emulator.testing.results import (
        ApiCall,
        ApiError,
        Delivery,
        Event,
        HumanLoop,
        NoOutputError,
        Problem,
        Task,
        UnexpectedStatusError,
        WaitTimeoutError,
    )

_HOMES = {
    "A2I": "testing.a2i",
    "AmbiguousLoopError": "answering",
    "ApiCall": "testing.results",
    "ApiError": "testing.results",
    "Clock": "testing.controls",
    "Delivery": "testing.results",
    "Emulator": "testing.emulator",
    "Event": "testing.results",
    "Faults": "testing.controls",
    "FormatError": "formats",
    "HumanLoop": "testing.results",
    "NoOutputError": "testing.results",
    "NotOpenError": "domain.life_cycle",
    "NotYoursError": "domain.life_cycle",
    "Predictions": "testing.controls",
    "Problem": "testing.results",
    "RefusedError": "domain.life_cycle",
    "ScriptedAction": "scripted_workers",
    "ScriptedTask": "scripted_workers",
    "SeedError": "seed",
    "Task": "testing.results",
    "UnexpectedStatusError": "testing.results",
    "UnknownLoopError": "answering",
    "WaitTimeoutError": "testing.results",
    "Workers": "testing.controls",
}

__all__ = [
    "A2I",
    "AmbiguousLoopError",
    "ApiCall",
    "ApiError",
    "Clock",
    "Delivery",
    "Emulator",
    "Event",
    "Faults",
    "FormatError",
    "HumanLoop",
    "NoOutputError",
    "NotOpenError",
    "NotYoursError",
    "Predictions",
    "Problem",
    "RefusedError",
    "ScriptedAction",
    "ScriptedTask",
    "SeedError",
    "Task",
    "UnexpectedStatusError",
    "UnknownLoopError",
    "WaitTimeoutError",
    "Workers",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"a2i_emulator.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
