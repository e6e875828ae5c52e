"""JSON that goes out as it came in: no decimal is rounded to what a float can hold.

Most are what a float is printed as, and stay floats, which is quick.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

import msgspec

from a2i_emulator.operations.ids import new_id


def read_written(text: str) -> Any:
    """Read JSON; a number that a float would change is a ``Decimal``.

    Raises:
        ValueError: it has a number of more digits than Python reads.
        RecursionError: it is nested deeper than Python reads.
    """
    try:
        return _DECODER.decode(text)
    except (msgspec.MsgspecError, RecursionError):
        return json.loads(text, parse_float=_unchanged)  # It takes halves of surrogate pairs.


def write_json(value: Any) -> str:
    """Write JSON with sorted names, and each ``Decimal`` as a number."""
    numbers: list[str] = []
    mark = new_id()

    def put_aside(number: object) -> str:
        if not isinstance(number, Decimal):
            raise TypeError(f"{type(number).__name__} is not JSON")
        numbers.append(str(number))
        return f"{mark}{len(numbers) - 1}"

    text = json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=put_aside
    )
    if not numbers:
        return text
    return re.sub(rf'"{mark}(\d+)"', lambda found: numbers[int(found[1])], text)


def _unchanged(text: str) -> float | Decimal:
    number, written = float(text), Decimal(text)
    return number if Decimal(repr(number)) == written else written


_DECODER = msgspec.json.Decoder(float_hook=_unchanged)
