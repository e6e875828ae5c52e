"""Requests that wait, for a message or a fault's delay: they cost no worker, and end in time.

A web server has so many workers. A request that waits in one would keep the others' from being
answered, so whoever waits does it here: its worker counts for nothing meanwhile.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

Lending = Callable[[], AbstractContextManager[bool]]
"""Makes up for a worker within a context, which tells whether there was one to make up by."""


class Waits:
    """The waits of an emulator; any number of threads may use it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._under_way: list[threading.Event] = []
        self._are_over = False
        self._lending: Lending = _nobody_is_kept

    def lend_by(self, lending: Lending) -> None:
        """Make up for those who wait from now on."""
        self._lending = lending

    def wait(self, event: threading.Event, seconds: float) -> bool:
        """Wait until an event is set, some seconds are over, or all waits are.

        Where as many wait as may at once, this one is over before it begins: better early than
        at the cost of everybody else.

        Args:
            event: whose waiters all go on when it is set, which the end of all waits does, too.
            seconds: nothing is waited for where they are not above zero.

        Returns:
            Whether a further wait is of any use.
        """
        if seconds <= 0 or event.is_set():
            return not self._are_over
        with self._lending() as is_made_up_for:
            if not is_made_up_for or not self._begin(event):
                return False
            try:
                event.wait(seconds)
            finally:
                with self._lock:
                    self._under_way.remove(event)
        return not self._are_over

    def end(self) -> None:
        """End the waits that are under way, and all that would begin."""
        with self._lock:
            self._are_over = True
            for event in self._under_way:
                event.set()

    def _begin(self, event: threading.Event) -> bool:
        with self._lock:
            if not self._are_over:
                self._under_way.append(event)
            return not self._are_over


def _nobody_is_kept() -> AbstractContextManager[bool]:
    return nullcontext(True)
