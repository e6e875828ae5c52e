"""Text streams whose lines become lines of the log."""

from __future__ import annotations

import io
import logging
import threading

log = logging.getLogger(__name__)


class LogStream(io.TextIOBase):
    """Takes what is printed, by any number of threads, and never keeps one waiting.

    Args:
        level: of its lines in the log.
    """

    encoding = "utf-8"

    def __init__(self, level: int) -> None:
        super().__init__()
        self._level = level
        self._begun = threading.local()

    def writable(self) -> bool:
        """Tell that one may write."""
        return True

    def write(self, text: str, /) -> int:
        """Log the lines that are complete; the rest waits for its end."""
        *lines, rest = (getattr(self._begun, "line", "") + text).split("\n")
        self._begun.line = rest
        for line in lines:
            if line.strip():
                log.log(self._level, "%s", line)
        return len(text)
