"""Turns at rendering: templates that take long are rendered one after the other.

Python computes in one thread at a time. Where many templates are rendered at once, whoever wants
nothing but a record waits for all of them each time. So few are, the others wait in line; and
those that turn out to take long share one place, in slices, so that short ones pass them by.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_SHORT_AT_ONCE = 2
_LONG_AT_ONCE = 1
_LOOK_SECONDS = 60.0

Wait = Callable[[threading.Event, float], bool]
"""Waits until an event is set or seconds are over; tells whether to wait on is of any use."""


class Turns:
    """The turns of an emulator.

    Args:
        wait: how to wait for one's turn.
    """

    def __init__(self, wait: Wait) -> None:
        self._short = _Line(_SHORT_AT_ONCE, wait)
        self._long = _Line(_LONG_AT_ONCE, wait)

    @contextmanager
    def take(self) -> Iterator[Callable[[], None]]:
        """Render within the context.

        It begins when it is one's turn, and gives what is to be called every few hundredths of a
        second: it waits as long as it is the turn of others.
        """
        lines = [self._short]
        places = [self._short.enter()]

        def give_way() -> None:
            line = lines[-1]
            if line is self._long and not line.is_waited_for():
                return
            line.leave(places.pop())
            lines[:] = [self._long]
            places.append(self._long.enter())

        try:
            yield give_way
        finally:
            lines[-1].leave(places.pop())


class _Line:
    """A line of threads, of which so many at once are served."""

    def __init__(self, at_once: int, wait: Wait) -> None:
        self._free = at_once
        self._wait = wait
        self._lock = threading.Lock()
        self._waiting: deque[threading.Event] = deque()

    def enter(self) -> bool:
        """Wait to be served; False if waiting is over before."""
        turn = threading.Event()
        with self._lock:
            if self._free:
                self._free -= 1
                return True
            self._waiting.append(turn)
        while self._wait(turn, _LOOK_SECONDS) and turn in self._waiting:
            pass
        with self._lock:
            if turn in self._waiting:
                self._waiting.remove(turn)
                return False
        return True

    def leave(self, was_served: bool) -> None:
        """Let the next one be served."""
        if not was_served:
            return
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._free += 1

    def is_waited_for(self) -> bool:
        """Tell whether somebody waits to be served."""
        return bool(self._waiting)
