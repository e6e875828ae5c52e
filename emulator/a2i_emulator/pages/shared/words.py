"""How pages write moments and durations; ``static/time.js`` says the same as time goes on."""

from __future__ import annotations

from itertools import pairwise

from a2i_emulator.domain.instant import SECOND, Instant, iso_milliseconds

_UNITS = (("d", 86_400), ("h", 3600), ("min", 60), ("s", 1))


def age(instant: Instant, now: Instant) -> str:
    """Say how long ago a moment was: ``5 min ago``."""
    seconds = max(0, now - instant) // SECOND
    if seconds < 10:  # noqa: PLR2004 - nobody counts them
        return "just now"
    for unit, size in _UNITS:
        if seconds >= size:
            return f"{seconds // size} {unit} ago"
    return "just now"


def left(instant: Instant, now: Instant) -> str:
    """Say how long it is until a moment: ``9 d 23 h``, ``2 h 5 min``, ``12 min``, ``40 s``."""
    seconds = max(0, instant - now) // SECOND
    for (unit, size), (smaller, small) in pairwise(_UNITS):
        if seconds >= size:
            rest = 0 if smaller == "s" else seconds % size // small
            return f"{seconds // size} {unit}" + (f" {rest} {smaller}" if rest else "")
    return f"{seconds} s"


def utc(instant: Instant) -> str:
    """Write a moment for people: ``2026-08-09 12:00:00 UTC``."""
    text = iso_milliseconds(instant)
    return f"{text[:10]} {text[11:19]} UTC"
