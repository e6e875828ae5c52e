"""One line of the log tells that a server is away, and one that it is back."""

from __future__ import annotations

import logging
import threading

_PAUSE_SECONDS = 0.25
"""Between two tries to reach it, which one thread makes for all."""

log = logging.getLogger(__name__)
_of_the_pool = logging.getLogger("psycopg.pool")


class Outage(logging.Filter):
    """Notes that a server is away and back; the pool's own lines, two for each try, are left out.

    Args:
        where: what the server is called.
        pool: the name of the pool that tries to reach it.
    """

    def __init__(self, where: str, pool: str) -> None:
        super().__init__()
        self._where = where
        self._pool = pool
        self._reason = ""
        self._is_away = False
        self._is_over = threading.Event()
        _of_the_pool.addFilter(self)

    def filter(self, record: logging.LogRecord) -> bool:
        """Leave a line of the pool out, and remember why it could not reach the server."""
        told = record.args if isinstance(record.args, tuple) else ()
        if self._pool not in told:
            return True
        if record.msg.startswith("error connecting"):
            self._reason = str(told[-1]).strip().partition("\n")[0]
            return False
        return not record.msg.startswith("reconnection attempt")

    def failed(self) -> None:
        """Note a try in vain, and wait a little: the thread that calls this makes the next one."""
        if not self._is_away:
            self._is_away = True
            log.warning("%s cannot be reached, and is tried again: %s", self._where, self._reason)
        self._is_over.wait(_PAUSE_SECONDS)

    def reached(self) -> None:
        """Note that a connection was made."""
        if self._is_away:
            self._is_away = False
            log.warning("%s is there again", self._where)

    def close(self) -> None:
        """Let go of the pool's log, and of who waits."""
        self._is_over.set()
        _of_the_pool.removeFilter(self)
