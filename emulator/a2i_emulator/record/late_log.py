"""A log that is written by a thread of its own, many lines at once, and never waited for.

Each write is a system call, for which Python's interpreter goes to another thread: who wrote a
line for each request would wait each time to have it back. And where nobody reads what is
written, a write does not end.
"""

from __future__ import annotations

import logging
import os
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress

_LATER_SECONDS = 0.02
_MOST = 1000
"""Lines that may wait; what comes while as many do is lost, and counted."""

_PATIENCE_SECONDS = 1.0
"""How long the end of the process waits for its last lines to be read."""


class LateHandler(logging.Handler):
    """Writes to a file descriptor, in order: at once, or what is said to have time a moment later.

    Python's own standard error is not written to: a thread that waits in it when the process
    ends would make that a crash.

    Args:
        descriptor: what to write to. A copy of it is kept, until `close`: the number itself may
            be another file's, or a connection's, once its owner has closed it.
    """

    def __init__(self, descriptor: int) -> None:
        super().__init__()
        self._descriptor = os.dup(descriptor)
        self._is_closed = False
        self._waiting: deque[Callable[[], str]] = deque()
        self._lost = 0
        self._some = threading.Event()
        self._hurry = threading.Event()
        self._idle = threading.Event()
        threading.Thread(target=self._live, name="a2i-log", daemon=True).start()

    def write_later(self, make: Callable[[], logging.LogRecord]) -> None:
        """Write a record, which is made only then, soon or before the next one."""
        self._add(lambda: self.format(make()))

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record after those that wait, all of them now."""
        try:
            line = self.format(record)
        except Exception:  # noqa: BLE001 - as every handler has it: a wrong line fails no call
            self.handleError(record)
            return
        self._add(lambda: line)
        self._hurry.set()

    def flush(self) -> None:
        """Wait until all is written, unless nobody reads it."""
        self._idle.clear()
        self._hurry.set()
        self._some.set()
        self._idle.wait(_PATIENCE_SECONDS)

    def close(self) -> None:
        """Write what waits, as `flush` does, and let go of the descriptor and the thread."""
        super().close()
        self._is_closed = True
        self.flush()

    def _add(self, make: Callable[[], str]) -> None:
        if len(self._waiting) < _MOST:
            self._waiting.append(make)
        else:
            self._lost += 1
        if not self._some.is_set():
            self._some.set()

    def _live(self) -> None:
        while not self._is_closed or self._waiting:
            self._some.wait()
            self._hurry.wait(_LATER_SECONDS)
            self._hurry.clear()
            self._some.clear()
            self._write("".join(f"{line}\n" for line in self._lines()))
            if not self._waiting:
                self._idle.set()
        os.close(self._descriptor)

    def _lines(self) -> Iterator[str]:
        for _ in range(len(self._waiting)):
            try:
                yield self._waiting.popleft()()
            except Exception as error:  # noqa: BLE001, PERF203 - this thread writes the others too
                yield f"a line of the log could not be made: {error!r}"
        lost, self._lost = self._lost, 0
        if lost:
            yield f"{lost} lines of the log are lost: they came faster than they were read"

    def _write(self, lines: str) -> None:
        data = lines.encode("utf-8", "backslashreplace")
        with suppress(OSError):  # It was closed by who had read it.
            while data:
                data = data[os.write(self._descriptor, data) :]
