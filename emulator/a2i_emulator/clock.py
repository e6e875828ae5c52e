"""Real time that can be moved forward: the only place that asks the operating system."""

from __future__ import annotations

import threading
import time

from a2i_emulator.domain.instant import Instant

LAST: Instant = 221_845_392_000_000
"""The first moment of the year 9000: what is due within a life of it can still be written."""

_FRAMES = 5
"""So many callers freezegun looks at: where one of them is `threading`, time is real for it."""


class Clock:
    """Time that runs as fast as real time, ahead of it by what it was advanced.

    With ``frozen_at`` it stands still but for being advanced.
    """

    def __init__(self, offset: int = 0, *, frozen_at: Instant | None = None) -> None:
        self._offset = offset
        self._frozen_at = frozen_at
        self._lock = threading.Lock()

    def now(self) -> Instant:
        """Return the emulator's time."""
        base = _as_tests_move_it() // 1_000_000 if self._frozen_at is None else self._frozen_at
        return base + self._offset

    @property
    def offset(self) -> int:
        """Milliseconds that the clock is ahead of real time."""
        return self._offset

    def advance(self, milliseconds: int) -> Instant:
        """Move the clock forward and return the new time.

        Raises:
            ValueError: time does not go backwards, nor beyond `LAST`.
        """
        with self._lock:
            self.check(milliseconds)
            self._offset += milliseconds
        return self.now()

    def check(self, milliseconds: int) -> None:
        """Make sure that the clock can be moved so far.

        Raises:
            ValueError: as `advance`.
        """
        if milliseconds < 0:
            raise ValueError("the clock moves only forward")
        if self.now() + milliseconds > LAST:
            raise ValueError("the clock goes no further than to the year 9000")

    def set_offset(self, milliseconds: int) -> None:
        """Go on from an offset that was kept, but never back in time."""
        with self._lock:
            furthest = LAST - (self.now() - self._offset)
            self._offset = max(self._offset, min(milliseconds, furthest))

    def reset(self) -> None:
        """Go back to real time."""
        with self._lock:
            self._offset = 0


def _as_tests_move_it(frames: int = _FRAMES) -> int:
    """Return nanoseconds since the epoch, the same for all threads, however little they do."""
    return _as_tests_move_it(frames - 1) if frames else time.time_ns()
