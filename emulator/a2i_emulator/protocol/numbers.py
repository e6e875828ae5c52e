"""The numbers that JSON and text have no digits for."""

from __future__ import annotations

import math
from collections.abc import Mapping

SPECIAL_NUMBERS: Mapping[str, float] = {
    "NaN": math.nan,
    "Infinity": math.inf,
    "-Infinity": -math.inf,
}


def special_name(value: float) -> str:
    """Return how a number that is not finite is written."""
    if math.isnan(value):
        return "NaN"
    return "Infinity" if value > 0 else "-Infinity"
