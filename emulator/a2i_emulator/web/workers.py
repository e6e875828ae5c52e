"""waitress' workers, of which there are more while some do nothing but wait."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from waitress.task import ThreadedTaskDispatcher

from a2i_emulator.real_time import monotonic

_MOST_LENT = 512
"""Waits at once: far more than a pipeline under test has consumers, and 512 threads at most."""

_MOST_URGENT = 8
"""Threads for urgent requests: whoever looks after a server asks one thing after the other."""

_PATIENCE_SECONDS = 3
"""How long the end of a server waits for requests to be answered, but for those that wait."""

log = logging.getLogger(__name__)


class LendingDispatcher(ThreadedTaskDispatcher):  # type: ignore[misc]  # waitress has no types
    """Hands requests to workers, and puts another in the place of each one that waits.

    Args:
        end_waits: is called when the server ends, before the workers are waited for.
        is_urgent: tells what is not to wait for a worker, though all of them may hang.
    """

    def __init__(
        self,
        end_waits: Callable[[], None] = lambda: None,
        is_urgent: Callable[[Any], bool] = lambda _: False,
    ) -> None:
        super().__init__()
        self._is_urgent = is_urgent
        self._urgent = threading.BoundedSemaphore(_MOST_URGENT)
        self._end_waits = end_waits
        self._lent = 0
        self._ends_at: float | None = None

    @contextmanager
    def lending(self) -> Iterator[bool]:
        """Have another worker within the context; it tells whether there is one."""
        is_lent = self._lend()
        try:
            yield is_lent
        finally:
            if is_lent:
                self._give_back()

    def add_task(self, task: Any) -> None:
        """Have a request answered by the next worker; an urgent one by a thread of its own."""
        if (
            len(self.queue) >= self._idle()
            and self._is_urgent(task)
            and self._urgent.acquire(False)
        ):
            threading.Thread(target=self._serve_urgent, args=(task,), daemon=True).start()
            return
        super().add_task(task)

    def _idle(self) -> int:
        return len(self.threads) - int(self.stop_count) - int(self.active_count)

    def _serve_urgent(self, task: Any) -> None:
        try:
            task.service()
        except BaseException:
            log.exception("a request failed")
        finally:
            self._urgent.release()

    def handler_thread(self, thread_no: int) -> None:
        """Answer requests; whoever stops hands on what it was woken up for."""
        super().handler_thread(thread_no)
        with self.lock:
            if self.queue:
                self.queue_cv.notify()

    def end_soon(self) -> float:
        """End the waits; return until when, in real time, requests are still answered."""
        with self.lock:
            if self._ends_at is None:
                self._ends_at = monotonic() + _PATIENCE_SECONDS
            ends_at = self._ends_at
        self._end_waits()
        return ends_at

    def shutdown(self, cancel_pending: bool = True, timeout: float = _PATIENCE_SECONDS) -> bool:
        """End the waits, and the workers once they have answered; called again, wait no more.

        waitress does so when its loop ends, with five seconds to spend; the server's owner, too.
        """
        with self.lock:
            if self._ends_at is None:
                self._ends_at = monotonic() + min(timeout, _PATIENCE_SECONDS)
        self._end_waits()
        left = max(0.0, self._ends_at - monotonic())
        done: bool = super().shutdown(cancel_pending, left)
        return done

    def _lend(self) -> bool:
        with self.lock:
            if self._ends_at is not None:
                return True  # All waits end now, and no more requests are taken.
            if self._lent == _MOST_LENT:
                log.warning("%d requests wait already; another one is not let wait", _MOST_LENT)
                return False
            self._lent += 1
            if self.stop_count:
                self.stop_count -= 1
                return True
            number = next(n for n in range(len(self.threads) + 1) if n not in self.threads)
            self.threads.add(number)
            self.active_count += 1
            self.start_new_thread(self.handler_thread, number)
            return True

    def _give_back(self) -> None:
        """Let one worker stop, the next that has nothing to do: mostly the one that waited."""
        with self.lock:
            self._lent -= 1
            if self._ends_at is None:
                self.stop_count += 1
