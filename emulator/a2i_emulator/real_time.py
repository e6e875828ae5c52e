"""Real time, for limits and waits: a test that freezes or moves the clock has no say in it.

What a test replaces are the functions of the module ``time`` as every module has them (freezegun),
and the system's wall clock (time-machine). This is a module ``time`` of our own, made anew of the
same built-in code. The emulator's own time is `a2i_emulator.clock`'s matter, and follows.
"""

from __future__ import annotations

from importlib.machinery import BuiltinImporter
from importlib.util import module_from_spec
from typing import Any


def _unchanged() -> Any:
    spec = BuiltinImporter.find_spec("time")
    if spec is None or spec.loader is None:
        raise ImportError("this Python has no built-in module time")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_time = _unchanged()


def monotonic() -> float:
    """Return seconds that only grow, as ``time.monotonic``."""
    seconds: float = _time.monotonic()
    return seconds


def wall_clock() -> int:
    """Return milliseconds since the epoch, for what others date or what outlives the process."""
    return int(_time.time_ns() // 1_000_000)


def sleep(seconds: float) -> None:
    """Wait, as ``time.sleep``."""
    _time.sleep(seconds)
