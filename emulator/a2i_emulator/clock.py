"""Real time that can be moved forward: the only place that asks the operating system."""

from __future__ import annotations

import threading
import time

from a2i_emulator.domain.instant import Instant


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
        base = time.time_ns() // 1_000_000 if self._frozen_at is None else self._frozen_at
        return base + self._offset

    @property
    def offset(self) -> int:
        """Milliseconds that the clock is ahead of real time."""
        return self._offset

    def advance(self, milliseconds: int) -> Instant:
        """Move the clock forward and return the new time.

        Raises:
            ValueError: time does not go backwards.
        """
        if milliseconds < 0:
            raise ValueError("the clock moves only forward")
        with self._lock:
            self._offset += milliseconds
        return self.now()

    def set_offset(self, milliseconds: int) -> None:
        """Go on from an offset that was kept, but never back in time."""
        with self._lock:
            self._offset = max(self._offset, milliseconds)

    def reset(self) -> None:
        """Go back to real time."""
        with self._lock:
            self._offset = 0
