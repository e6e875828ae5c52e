"""One transaction for the work of several callers that came while another was under way."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from threading import Lock
from typing import Any, TypeVar, cast

from a2i_emulator.storage.store import SqlStore

T = TypeVar("T")


class SharedTransactions:
    """Does callers' work, in turn and as many at a time as there are.

    A commit costs more than what most transactions do. Who comes while one is under way waits
    for the lock, and whoever has it next does the work of all who wait. Nobody is told that
    their work is done before it is committed. An exception in one work undoes the transaction;
    then each is done in one of its own.

    Args:
        lock: held while a transaction is open.
        transaction: opens one, in a thread that holds the lock.
    """

    def __init__(
        self, lock: Lock, transaction: Callable[[], AbstractContextManager[SqlStore]]
    ) -> None:
        self._lock = lock
        self._transaction = transaction
        self._waiting: deque[_Work] = deque()

    def do(self, function: Callable[[SqlStore], T]) -> T:
        """Do work, perhaps more than once; return or raise what it does."""
        mine = _Work(function)
        self._waiting.append(mine)
        with self._lock:
            while not mine.is_done:
                self._do_what_waits(mine)
        return cast("T", mine.outcome())

    def _do_what_waits(self, mine: _Work) -> None:
        works = [self._waiting.popleft() for _ in range(len(self._waiting))]
        if mine not in works:
            works.append(mine)  # Whoever had it was interrupted too early to give it back.
        try:
            self._do_together(works)
        except BaseException:
            # This thread is interrupted, and the others wait for their work all the same.
            self._waiting.extendleft(w for w in works if w is not mine and not w.is_done)
            raise

    def _do_together(self, works: Sequence[_Work]) -> None:
        try:
            self._do(works)
        except Exception as error:  # noqa: BLE001 - it is its caller's
            if len(works) == 1:
                works[0].fail(error)
            else:
                for work in works:
                    self._do_together([work])

    def _do(self, works: Sequence[_Work]) -> None:
        with self._transaction() as store:
            results = [work.function(store) for work in works]
        for work, result in zip(works, results, strict=True):
            work.succeed(result)


class _Work:
    """What a caller wants done, and what came of it."""

    def __init__(self, function: Callable[[SqlStore], Any]) -> None:
        self.function = function
        self.is_done = False
        self._result: Any = None
        self._error: Exception | None = None

    def succeed(self, result: Any) -> None:
        self._result, self.is_done = result, True

    def fail(self, error: Exception) -> None:
        self._error, self.is_done = error, True

    def outcome(self) -> Any:
        if self._error is not None:
            raise self._error
        return self._result
