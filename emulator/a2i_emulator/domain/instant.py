"""Moments in time: whole milliseconds since the Unix epoch, UTC.

An integer has one meaning in every room (domain, wire, SQL), compares exactly, and has the
precision that AWS prints.
"""

from __future__ import annotations

from datetime import datetime, timezone

Instant = int
"""Milliseconds since 1970-01-01T00:00:00Z."""

SECOND: Instant = 1000


def to_datetime(instant: Instant) -> datetime:
    """Return the moment as an aware datetime in UTC."""
    seconds, milliseconds = divmod(instant, SECOND)
    return datetime.fromtimestamp(seconds, tz=timezone.utc).replace(microsecond=milliseconds * 1000)


def from_datetime(moment: datetime) -> Instant:
    """Return an aware datetime as milliseconds since the epoch, rounded down."""
    whole = int(moment.replace(microsecond=0).timestamp())
    return whole * SECOND + moment.microsecond // 1000


def iso_milliseconds(instant: Instant) -> str:
    """Format as A2I prints times: ``2022-05-26T20:14:20.455Z``."""
    return to_datetime(instant).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def iso_seconds(instant: Instant) -> str:
    """Format as EventBridge prints an event's ``time``: ``2022-05-26T20:14:20Z``."""
    return to_datetime(instant).isoformat(timespec="seconds").replace("+00:00", "Z")
