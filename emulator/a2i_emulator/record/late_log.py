"""A log whose ordinary lines are written a moment later, many at once.

Each write is a system call, for which Python's interpreter goes to another thread. Who writes a
line for each request waits each time to have it back.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import TextIO

_LATER_SECONDS = 0.02
_MOST = 1000
"""Lines that may wait; with more, whoever comes with another one writes them."""

_UNREAD = (OSError, ValueError)
"""What a stream raises that was closed, here or by who had read it; no call fails for that."""


class LateHandler(logging.StreamHandler[TextIO]):
    """Writes to a stream: records at once, and before them what was to be written later."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream)
        self._waiting: deque[Callable[[], logging.LogRecord]] = deque()
        self._some = threading.Event()
        threading.Thread(target=self._write_late, name="a2i-log", daemon=True).start()

    def write_later(self, make: Callable[[], logging.LogRecord]) -> None:
        """Write a record, which is made only then, soon or before the next one."""
        self._waiting.append(make)
        if len(self._waiting) > _MOST:
            self.flush()
        elif not self._some.is_set():
            self._some.set()

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record, after those that wait."""
        self._write_waiting()
        super().emit(record)

    def flush(self) -> None:
        """Write what waits."""
        self.acquire()
        try:
            self._write_waiting()
            with suppress(*_UNREAD):
                super().flush()
        finally:
            self.release()

    def _write_waiting(self) -> None:
        made = (self._waiting.popleft()() for _ in range(len(self._waiting)))
        lines = "".join(self.format(record) + self.terminator for record in made)
        with suppress(*_UNREAD):
            self.stream.write(lines)

    def _write_late(self) -> None:
        while True:
            self._some.wait()
            time.sleep(_LATER_SECONDS)
            self._some.clear()
            self.flush()
