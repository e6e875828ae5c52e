"""What services send to web servers of the user's choice, apart from the calls that led to it.

On AWS such a server is told after the call has answered, and one that is away or silent is no
matter of the caller's. Here, too: a subscriber that answers at once has been told when the call
answers, another one is waited for no longer than a moment, and once for all who would wait. What
there is to send to one address is sent in order, addresses do not wait for each other.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable

MOST_BEHIND = 100
"""Requests that may stand behind one another for an address that does not answer."""

_MOST_ADDRESSES = 64
_PATIENCE_SECONDS = 0.5

log = logging.getLogger(__name__)

Send = Callable[[], object]


class Subscribers:
    """Sends requests to addresses; any number of threads may use it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._behind: dict[str, deque[tuple[Send, threading.Event]]] = {}
        self._late: set[str] = set()

    def tell(self, address: str, send: Send) -> None:
        """Send a request when those before it to the same address are over, most often at once.

        Args:
            address: whose server is told.
            send: sends the request, and takes no longer than some seconds.
        """
        over = threading.Event()
        with self._lock:
            if not self._has_room(address):
                log.warning("%s is not told: too much is waiting to be sent", address)
                return
            jobs = self._behind.setdefault(address, deque())
            jobs.append((send, over))
            if len(jobs) == 1:
                thread = threading.Thread(target=self._work, args=(address, jobs), daemon=True)
                thread.start()
            is_late = address in self._late
        if not is_late and not over.wait(_PATIENCE_SECONDS):
            with self._lock:
                if not over.is_set():
                    self._late.add(address)

    def _has_room(self, address: str) -> bool:
        jobs = self._behind.get(address)
        return len(self._behind) < _MOST_ADDRESSES if jobs is None else len(jobs) < MOST_BEHIND

    def _work(self, address: str, jobs: deque[tuple[Send, threading.Event]]) -> None:
        while jobs:
            send, over = jobs[0]
            try:
                send()
            except Exception as error:  # noqa: BLE001 - a subscriber is anybody's server
                log.warning("%s cannot be reached: %s", address, error)
            with self._lock:
                over.set()
                self._late.discard(address)
                jobs.popleft()
                if not jobs:
                    del self._behind[address]
