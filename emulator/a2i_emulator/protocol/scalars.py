"""Scalars on the wire: timestamps, numbers without digits, and AWS's words for what is neither.

Timestamps are in the formats of the service models, which botocore calls ``iso8601``, ``rfc822``
and ``unixTimestamp``; see https://smithy.io/2.0/spec/protocol-traits.html#timestampformat-trait.

The words for what cannot be read are those of AWS's JSON parser. They were measured on another
service of its kind (Athena, 2026) and by the dynalite project.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

from a2i_emulator.domain.instant import (
    SECOND,
    Instant,
    from_datetime,
    iso_milliseconds,
    to_datetime,
)
from a2i_emulator.operations.errors import AwsError

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


_TARGET = "milliseconds since epoch"
_EARLIEST = -62_135_596_800
_LATEST = 253_402_300_799
_MINUTE = 60 * SECOND
_HOUR = 60 * _MINUTE
# A plus sign that was not encoded in a query string arrives as a space.
_ISO_8601 = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)"
    r"(?:[Tt](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(?:[Zz]|([-+ ])(\d\d):?(\d\d))?)?",
    re.ASCII,
)


def read_iso_8601(value: Any) -> Instant:
    """Read an ISO 8601 moment or a bare date; without a zone it is in UTC.

    Raises:
        AwsError: a SerializationException, for anything else.
    """
    match = _ISO_8601.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise not_convertible(value, _TARGET)
    *parts, fraction, sign, zone_hours, zone_minutes = match.groups()
    year, month, day, hours, minutes, seconds = (int(part or 0) for part in parts)
    try:
        moment = datetime(year, month, day, hours, minutes, seconds, tzinfo=timezone.utc)
    except ValueError:
        raise not_convertible(value, _TARGET) from None
    offset = int(zone_hours or 0) * _HOUR + int(zone_minutes or 0) * _MINUTE
    milliseconds = int(f"{fraction or 0:0<3}"[:3])
    return from_datetime(moment) + milliseconds + (offset if sign == "-" else -offset)


def read_http_date(value: Any) -> Instant:
    """Read a moment as HTTP's headers have it, such as ``Thu, 26 May 2022 20:14:20 GMT``.

    Raises:
        AwsError: a SerializationException, for anything else.
    """
    try:
        moment = parsedate_to_datetime(value)
    except (AttributeError, TypeError, ValueError, OverflowError):
        raise not_convertible(value, _TARGET) from None
    return from_datetime(moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc))


def read_epoch_seconds(value: Any) -> Instant:
    """Read seconds since the epoch.

    Raises:
        AwsError: a SerializationException, for anything else.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise not_convertible(value, _TARGET)
    if not _EARLIEST <= value <= _LATEST:
        raise not_convertible(value, _TARGET)
    return round(value * SECOND)


def read_epoch_text(value: str) -> Instant:
    """Read seconds since the epoch from a path, a query string or a header.

    Raises:
        AwsError: a SerializationException, for anything else.
    """
    try:
        return read_epoch_seconds(float(value))
    except ValueError:
        raise not_convertible(value, _TARGET) from None


def read_tagged(value: Any) -> Instant:
    """Read what CBOR decodes to: a datetime where it was tagged, else seconds since the epoch.

    Raises:
        AwsError: a SerializationException, for anything else.
    """
    return from_datetime(value) if isinstance(value, datetime) else read_epoch_seconds(value)


def write_http_date(value: Instant) -> str:
    """Write a moment as HTTP's headers have it, to the second."""
    return format_datetime(to_datetime(value), usegmt=True)


def write_epoch_seconds(value: Instant) -> float:
    """Write seconds since the epoch with their fraction."""
    return value / SECOND


def write_epoch_text(value: Instant) -> str:
    """Write seconds since the epoch without a fraction, for a header."""
    return str(value // SECOND)


def write_tagged(value: Instant) -> Any:
    """Write seconds since the epoch in CBOR's tag for them."""
    import cbor2

    return cbor2.CBORTag(1, value / SECOND)


TIMESTAMP_READERS: Mapping[str | None, Callable[[Any], Instant]] = {
    None: read_epoch_seconds,
    "unixTimestamp": read_epoch_seconds,
    "iso8601": read_iso_8601,
    "rfc822": read_http_date,
}
"""What reads a timestamp in a JSON body, by the model's format for it."""

TIMESTAMP_WRITERS: Mapping[str | None, Callable[[Instant], Any]] = {
    None: write_epoch_seconds,
    "unixTimestamp": write_epoch_seconds,
    "iso8601": iso_milliseconds,
    "rfc822": write_http_date,
}
"""What writes one."""
