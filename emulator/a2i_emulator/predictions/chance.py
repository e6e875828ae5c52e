"""Numbers that look random and depend on nothing but a seed."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

T = TypeVar("T")


def float32(number: float) -> float:
    """Round as the services do: they compute in single precision and print in double."""
    rounded: float = struct.unpack("<f", struct.pack("<f", number))[0]
    return rounded


class Chance:
    """A stream of choices; the same seed gives the same stream on every machine."""

    def __init__(self, seed: bytes) -> None:
        self._seed = seed
        self._drawn = 0

    def between(self, low: float, high: float) -> float:
        """Return a number of that range, in single precision."""
        fraction = int.from_bytes(self._block()[:8], "big") / 2**64
        return float32(low + fraction * (high - low))

    def choice(self, options: Sequence[T]) -> T:
        """Return one of the options."""
        return options[int.from_bytes(self._block()[:8], "big") % len(options)]

    def identifier(self) -> str:
        """Return an id in the form of a random UUID."""
        return str(UUID(bytes=self._block()[:16], version=4))

    def _block(self) -> bytes:
        self._drawn += 1
        return hashlib.sha256(self._seed + self._drawn.to_bytes(8, "big")).digest()
