"""Connections to a PostgreSQL that may hang: taking connections, even, and saying nothing.

TCP itself tells of a machine that is gone. A server that is stopped, or whose disk does not answer,
is told from one that is busy with a long statement by a new connection: that gets a word from a
busy one, too.
"""

from __future__ import annotations

import threading
from collections.abc import Generator, Mapping
from typing import Any, TypeVar

import psycopg
from psycopg.conninfo import conninfo_to_dict

from a2i_emulator.real_time import monotonic

T = TypeVar("T")

SILENCE_SECONDS = 5.0
"""How long a server may say nothing to a statement before it is asked whether it is there."""

_SILENCE_WHILE_AWAY_SECONDS = 0.5
_ANSWER_IS_GOOD_FOR_SECONDS = 2.0

_IMPATIENT: Mapping[str, Any] = {
    "connect_timeout": 5,
    "keepalives": 1,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,  # milliseconds
}
"""What libpq is told, unless the URL says otherwise."""


def impatient(url: str) -> Mapping[str, Any]:
    """Return what a connection is to be made with, beside the URL."""
    said = conninfo_to_dict(url)
    return {name: value for name, value in _IMPATIENT.items() if name not in said}


class Pulse:
    """Tells whether a server is there, asking it once for all who want to know.

    Args:
        url: where it is.

    Attributes:
        is_away: whether it was not when it was last looked for.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._lock = threading.Lock()
        self._asked_at: float | None = None
        self.is_away = False

    @property
    def patience(self) -> float:
        """How long a statement's answer is waited for, before the server is asked."""
        return _SILENCE_WHILE_AWAY_SECONDS if self.is_away else SILENCE_SECONDS

    def is_there(self) -> bool:
        """Ask the server for a connection, unless somebody has just done so."""
        with self._lock:
            now, at = monotonic(), self._asked_at
            if at is None or now - at > _ANSWER_IS_GOOD_FOR_SECONDS:
                self.is_away = not self._answers()
                self._asked_at = monotonic()
            return not self.is_away

    def _answers(self) -> bool:
        try:
            psycopg.connect(self._url, **{**impatient(self._url), "connect_timeout": 2}).close()
        except psycopg.Error as error:
            return error.sqlstate is not None  # It says itself why it takes no more.
        return True


class HeardConnection(psycopg.Connection[tuple[Any, ...]]):
    """A connection that is given up where its server hangs.

    Attributes:
        pulse: tells of the server; without it, it is waited for as long as it takes.
    """

    pulse: Pulse | None = None

    def wait(self, gen: Generator[Any, Any, T], *arguments: Any, **options: Any) -> T:
        """Wait until something on the connection is done."""
        return super().wait(self._heard(gen), *arguments, **options)

    def _heard(self, steps: Generator[Any, Any, T]) -> Generator[Any, Any, T]:
        """Go through steps that each wait for the server, and give up one that is not there."""
        heard_at = monotonic()
        try:
            wanted = next(steps)
            while True:
                ready = yield wanted
                if ready:
                    heard_at = monotonic()
                elif self.pulse is not None and monotonic() - heard_at > self.pulse.patience:
                    self._see_that_there_is(self.pulse)
                    heard_at = monotonic()
                wanted = steps.send(ready)
        except StopIteration as done:
            result: T = done.value
            return result

    def _see_that_there_is(self, pulse: Pulse) -> None:
        if not pulse.is_there():
            self.pgconn.finish()
            raise psycopg.OperationalError("it says nothing, and nothing to others who ask")
