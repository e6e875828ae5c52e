"""Timestamps in the formats of the service models, read and written.

See https://smithy.io/2.0/spec/protocol-traits.html#timestampformat-trait; botocore's models call
them ``iso8601``, ``rfc822`` and ``unixTimestamp``.
"""

from __future__ import annotations

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
from a2i_emulator.protocol.unreadable import not_convertible

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


READERS: Mapping[str | None, Callable[[Any], Instant]] = {
    None: read_epoch_seconds,
    "unixTimestamp": read_epoch_seconds,
    "iso8601": read_iso_8601,
    "rfc822": read_http_date,
}
"""What reads a timestamp in a JSON body, by the model's format for it."""

WRITERS: Mapping[str | None, Callable[[Instant], Any]] = {
    None: write_epoch_seconds,
    "unixTimestamp": write_epoch_seconds,
    "iso8601": iso_milliseconds,
    "rfc822": write_http_date,
}
"""What writes one."""
