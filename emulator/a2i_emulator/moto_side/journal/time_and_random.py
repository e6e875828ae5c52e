"""When a request happens to moto, and with what luck: the same again when it is repeated.

moto takes the time from `moto.core.utils.utcnow` and what looks random from one generator,
`mock_random`. Both are replaced by ones that ask the current thread: within `happening` the
time stands still and the dice fall as the seed says; outside they are as ever. A few modules
take time and random bytes from elsewhere, and are given the same.
"""

from __future__ import annotations

import datetime
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from random import Random
from types import ModuleType
from typing import Any

from a2i_emulator.moto_side.patches import put


@dataclass(frozen=True, slots=True)
class TimeAndSeed:
    """Microseconds since the epoch, and the seed of everything random."""

    at: int
    seed: int


class _Current(threading.local):
    seconds: float | None = None
    random: Random | None = None


_current = _Current()
_MICROSECONDS = 1_000_000


@contextmanager
def happening(moment: TimeAndSeed) -> Iterator[None]:
    """Let what this thread asks of moto happen at a moment."""
    before = _current.seconds, _current.random
    _current.seconds = moment.at / _MICROSECONDS
    _current.random = Random(moment.seed)  # noqa: S311 - ids of an emulator, not secrets
    try:
        yield
    finally:
        _current.seconds, _current.random = before


def install() -> None:
    """Make moto ask for time and luck here. Once for a process; moto is imported for it."""
    generator = import_module("moto.moto_api._internal").mock_random
    if type(generator).__name__ == _GENERATOR:
        return
    put(_RANDOM, "__class__", _generator_over(type(generator)))
    put("moto.core.utils", "datetime", _STAND_INS["datetime"])
    put("moto.s3.models", "datetime", _STAND_INS["datetime"])
    put("moto.s3.models", "os", _STAND_INS["os"])
    put("moto.cognitoidp.models", "time", _STAND_INS["time"])
    put("moto.kms.utils", "os", _STAND_INS["os"])


_RANDOM = "moto.moto_api._internal:mock_random"
_GENERATOR = "RepeatableRandom"


def _generator_over(base: type) -> type:
    def random(self: Any) -> float:
        drawn = _current.random.random() if _current.random else base.random(self)  # type: ignore[attr-defined]
        return float(drawn)

    def getrandbits(self: Any, bits: int) -> int:
        source = _current.random
        return int(source.getrandbits(bits) if source else base.getrandbits(self, bits))  # type: ignore[attr-defined]

    return type(_GENERATOR, (base,), {"random": random, "getrandbits": getrandbits})


class _AnyDatetime(type):
    """Makes `isinstance` see through `_Datetime`."""

    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, datetime.datetime)


class _Datetime(datetime.datetime, metaclass=_AnyDatetime):
    """`datetime.datetime`, whose present is the current moment."""

    @classmethod
    def now(cls, tz: datetime.tzinfo | None = None) -> Any:
        return datetime.datetime.fromtimestamp(seconds(), tz)

    @classmethod
    def utcnow(cls) -> Any:
        return cls.now(datetime.timezone.utc).replace(tzinfo=None)


def seconds() -> float:
    """Return the time of the current moment, in seconds since the epoch."""
    return time.time() if _current.seconds is None else _current.seconds


def _urandom(size: int) -> bytes:
    return _current.random.randbytes(size) if _current.random else os.urandom(size)


def _stand_in(module: ModuleType, **replaced: Any) -> ModuleType:
    """Make a module that is another one but for some names."""
    made = ModuleType(module.__name__, module.__doc__)
    made.__dict__.update(vars(module) | replaced)
    return made


_STAND_INS = {
    "datetime": _stand_in(datetime, datetime=_Datetime),
    "os": _stand_in(os, urandom=_urandom),
    "time": _stand_in(time, time=seconds),
}
