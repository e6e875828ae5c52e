"""Typing of decoded request bodies: each shape compiled once to a function.

A value of the wrong type is a SerializationException in the words of AWS's JSON parser, as they
were measured on another service of its kind (Athena, 2026) and by the dynalite project. Members
the model does not know and members that are null count as absent.
"""

from __future__ import annotations

import base64
import math
import re
from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from typing import Any

from a2i_emulator.domain.instant import SECOND, Instant, from_datetime
from a2i_emulator.operations.errors import AwsError
from a2i_emulator.protocol.shape import Shape

Reader = Callable[[Any], Any]

_INTEGER_LIMIT = 2**31 - 1
_SPECIAL_NUMBERS = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}
_EARLIEST = -62_135_596_800
_LATEST = 253_402_300_799
_MINUTE = 60 * SECOND
_HOUR = 60 * _MINUTE
_INTEGER_TEXT = re.compile(r"[+-]?[0-9]{1,18}")
# A plus sign that was not encoded in a query string arrives as a space.
_ISO_8601 = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)"
    r"(?:[Tt](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(?:[Zz]|([-+ ])(\d\d):?(\d\d))?)?",
    re.ASCII,
)


def serialization_error(message: str = "", *, reason: str | None = None) -> AwsError:
    """Make the error for a body that is not what the model describes."""
    return AwsError("SerializationException", message, reason=reason)


def reader(shape: Shape, *, cbor: bool = False) -> Reader:
    """Compile a shape to a function from a decoded value to a typed one.

    Integers, strings and lists stay; timestamps become milliseconds since the epoch, blobs bytes.
    The function raises a SerializationException.

    Args:
        shape: what to read.
        cbor: the value was decoded from CBOR, not JSON.

    Raises:
        KeyError: a kind of shape that none of our services has.
    """
    if shape.kind == "structure":
        return _structure(shape, cbor)
    if shape.kind == "list":
        return _list(shape, cbor)
    if shape.kind == "map":
        return _map(shape, cbor)
    if shape.kind == "blob":
        return _binary if cbor else _base64
    if shape.kind == "timestamp":
        return _timestamp_reader(shape.timestamp_format, cbor=cbor)
    return _SCALARS[shape.kind]


def _structure(shape: Shape, cbor: bool) -> Reader:
    readers = {
        member.name: reader(member.shape, cbor=cbor)
        for member in shape.members.values()
        if member.location is None
    }

    def read(value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise _mismatch(value, "Expected null")
        return {
            name: read_member(value[name])
            for name, read_member in readers.items()
            if value.get(name) is not None
        }

    return read


def _list(shape: Shape, cbor: bool) -> Reader:
    (element,) = shape.parts
    read_element = reader(element, cbor=cbor)

    def read(value: Any) -> list[Any]:
        if not isinstance(value, list):
            raise _mismatch(value, "Expected list or null")
        return [read_element(item) for item in value if item is not None]

    return read


def _map(shape: Shape, cbor: bool) -> Reader:
    read_key, read_value = (reader(part, cbor=cbor) for part in shape.parts)

    def read(value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise _mismatch(value, "Expected map or null")
        return {read_key(key): read_value(item) for key, item in value.items() if item is not None}

    return read


def _string(value: Any) -> str:
    if isinstance(value, str):
        return value
    raise _not_convertible(value, "a String")


def _integer(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise _not_convertible(value, "an Integer")
    return max(-_INTEGER_LIMIT - 1, min(int(value), _INTEGER_LIMIT))


def _float(value: Any) -> float:
    if isinstance(value, str) and value in _SPECIAL_NUMBERS:
        return _SPECIAL_NUMBERS[value]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _not_convertible(value, "a Float")
    try:
        return float(value)
    except OverflowError:
        return math.copysign(math.inf, value)


def _boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise _not_convertible(value, "an Boolean")


def _binary(value: Any) -> bytes:
    if isinstance(value, bytes):
        return value
    raise _not_convertible(value, "a Blob")


def _base64(value: Any) -> bytes:
    if isinstance(value, str):
        try:
            return base64.b64decode(value, validate=True)
        except ValueError:
            pass
    raise _not_convertible(value, "a Blob")


def _timestamp_reader(timestamp_format: str | None, *, cbor: bool) -> Reader:
    if cbor:
        return _tagged_timestamp
    return timestamp_text if timestamp_format == "iso8601" else _epoch_seconds


def _tagged_timestamp(value: Any) -> Instant:
    return from_datetime(value) if isinstance(value, datetime) else _epoch_seconds(value)


def _epoch_seconds(value: Any) -> Instant:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _not_convertible(value, "milliseconds since epoch")
    if not _EARLIEST <= value <= _LATEST:
        raise _not_convertible(value, "milliseconds since epoch")
    return round(value * SECOND)


def timestamp_text(value: Any) -> Instant:
    """Read an ISO 8601 moment or a bare date; without a zone it is in UTC.

    Raises:
        AwsError: a SerializationException, for anything else.
    """
    match = _ISO_8601.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise _not_convertible(value, "milliseconds since epoch")
    *parts, fraction, sign, zone_hours, zone_minutes = match.groups()
    year, month, day, hours, minutes, seconds = (int(part or 0) for part in parts)
    try:
        moment = datetime(year, month, day, hours, minutes, seconds, tzinfo=timezone.utc)
    except ValueError:
        raise _not_convertible(value, "milliseconds since epoch") from None
    offset = int(zone_hours or 0) * _HOUR + int(zone_minutes or 0) * _MINUTE
    milliseconds = int(f"{fraction or 0:0<3}"[:3])
    return from_datetime(moment) + milliseconds + (offset if sign == "-" else -offset)


def query_reader(shape: Shape) -> Reader:
    """Compile a scalar shape to a function from the text of a query string or a path."""
    if shape.kind == "timestamp":
        return timestamp_text
    if shape.kind == "integer":
        return _integer_text
    return _SCALARS[shape.kind]


def _integer_text(value: str) -> int:
    if not _INTEGER_TEXT.fullmatch(value):
        raise _not_convertible(value, "an Integer")
    return _integer(int(value))


def _mismatch(value: Any, expected: str) -> AwsError:
    if isinstance(value, list):
        return serialization_error("Start of list found where not expected")
    if isinstance(value, dict):
        return serialization_error("Start of structure or map found where not expected.")
    return serialization_error(expected)


def _not_convertible(value: Any, target: str) -> AwsError:
    if isinstance(value, bool):
        found = "TRUE_VALUE" if value else "FALSE_VALUE"
    elif isinstance(value, int | float):
        found = "NUMBER_VALUE"
    else:
        found = "STRING_VALUE"
    return _mismatch(value, f"{found} can not be converted to {target}")


_SCALARS: Mapping[str, Reader] = {
    "string": _string,
    "integer": _integer,
    "float": _float,
    "boolean": _boolean,
}
