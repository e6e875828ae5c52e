"""Removes what is older than it is to be kept, a little at a time, beside the due work.

Human loops go with their input and their answers, events with what became of them; outputs in S3
are not ours to remove. Ages are of the emulator's time.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

from a2i_emulator.clock import Clock
from a2i_emulator.domain.instant import SECOND, Instant
from a2i_emulator.operations.ports import Database, Store

_PAUSE = 60 * SECOND
"""Between two looks for something to remove."""

_BATCH = 100
"""Records that are looked at in one transaction."""

Step = Callable[[Store, Instant, int, int], int | None]
"""Removes some of what is from before a moment, from a number on; tells where to go on."""


@dataclass(slots=True)
class Retention:
    """What is to be kept for how long.

    Attributes:
        database: where it is.
        clock: whose time counts.
        loops: milliseconds that settled loops, and events that are done, are kept; None for ever.
        audit: milliseconds that entries of the audit trail are kept; None for ever.
    """

    database: Database
    clock: Clock
    loops: Instant | None
    audit: Instant | None
    _looked_at: Instant | None = None
    _under_way: Iterator[None] = field(default_factory=lambda: iter(()))
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def step(self) -> bool:
        """Do a little of what there is to do; tell whether there may be more."""
        with self._lock:
            for _ in self._under_way:
                return True
            now = self.clock.now()
            if self._looked_at is not None and 0 <= now - self._looked_at < _PAUSE:
                return False
            self._looked_at = now
            self._under_way = self._steps(now)
            return True

    def sweep(self) -> None:
        """Do all that there is to do now."""
        with self._lock:
            for _ in self._steps(self.clock.now()):
                pass

    def _steps(self, now: Instant) -> Iterator[None]:
        if self.loops is not None:
            yield from self._walk(_remove_loops, now - self.loops)
            yield from self._walk(_remove_events, now - self.loops)
        if self.audit is not None:
            yield from self._walk(_remove_entries, now - self.audit)

    def _walk(self, remove: Step, moment: Instant) -> Iterator[None]:
        after: int | None = 0
        while after is not None:
            work = partial(_taken, remove, moment, after)
            after = self.database.transact(work)
            yield


def _taken(remove: Step, moment: Instant, after: int, store: Store) -> int | None:
    return remove(store, moment, after, _BATCH)


def _remove_loops(store: Store, moment: Instant, after: int, limit: int) -> int | None:
    loops, following = store.human_loops.settled_before(moment, after, limit)
    for loop in loops:
        store.human_loops.remove(loop)
    return following


def _remove_events(store: Store, moment: Instant, after: int, limit: int) -> int | None:
    return store.events.remove_before(moment, after, limit)


def _remove_entries(store: Store, moment: Instant, after: int, limit: int) -> int | None:
    removed = store.audit.remove_before(moment, limit)
    return after if removed else None
