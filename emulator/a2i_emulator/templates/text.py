"""Values as text: what ``{{ value }}`` prints before it is escaped."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from liquid import Undefined


def to_json(value: Any) -> str:
    """Return a value as compact JSON; what JSON does not know becomes text."""
    return _ENCODER.encode(value)


def as_text(value: Any) -> str:
    """Return a value as Liquid prints it; objects and arrays as JSON.

    The documented templates put objects straight into attributes, where crowd elements read
    them as JSON: ``initial-value="{{ task.input.selectedAiServiceResponse.blocks }}"``.
    """
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, Undefined):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (dict, list, tuple)):
        return to_json(value)
    if isinstance(value, range):
        return f"{value.start}..{value.stop - 1}"
    return str(value)


def _plain(value: Any) -> Any:
    if isinstance(value, range):
        return list(value)
    return None if isinstance(value, (Undefined, Mapping, Sequence)) else str(value)


_ENCODER = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, separators=(",", ":"), default=_plain
)
