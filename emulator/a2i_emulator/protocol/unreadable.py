"""Errors for what cannot be read, in the words of AWS's JSON parser.

They were measured on another service of its kind (Athena, 2026) and by the dynalite project.
"""

from __future__ import annotations

from typing import Any

from a2i_emulator.operations.errors import AwsError


def serialization_error(message: str = "", *, reason: str | None = None) -> AwsError:
    """Make the error for a body that is not what the model describes."""
    return AwsError("SerializationException", message, reason=reason)


def mismatch(value: Any, expected: str) -> AwsError:
    """Make the error for a value in place of a structure, a list or a map."""
    if isinstance(value, list):
        return serialization_error("Start of list found where not expected")
    if isinstance(value, dict):
        return serialization_error("Start of structure or map found where not expected.")
    return serialization_error(expected)


def not_convertible(value: Any, target: str) -> AwsError:
    """Make the error for a scalar of another type than its shape."""
    if isinstance(value, bool):
        found = "TRUE_VALUE" if value else "FALSE_VALUE"
    elif isinstance(value, int | float):
        found = "NUMBER_VALUE"
    else:
        found = "STRING_VALUE"
    return mismatch(value, f"{found} can not be converted to {target}")
