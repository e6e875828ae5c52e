"""Work that may wait for others, done beside each other: in lanes, each in order.

A lane is for what waits for the same: one target of events, one bucket, one template. Where that
is slow or silent, its lane is late, and nobody waits for it who has no business there.
"""

from __future__ import annotations

import logging
import threading
from collections import Counter, deque
from collections.abc import Callable, Collection, Hashable, Iterable

from a2i_emulator.real_time import monotonic

MOST_BEHIND = 100
"""Jobs that may stand behind one another in a lane."""

_MOST_THREADS = 32
"""Lanes that are at work at once."""

_IDLE_SECONDS = 1.0
"""How long a thread waits for more to do: to begin one takes as long as what several loops need."""

_LATE_SECONDS = 1.0
_GLANCE_SECONDS = 0.05

log = logging.getLogger("a2i_emulator.engine.thread")

Job = Callable[[], None]


class Group:
    """Jobs that somebody may wait for together; made by `Lanes.group`."""

    def __init__(self, lanes: Lanes) -> None:
        self.lanes = lanes
        self.pending: Counter[Hashable] = Counter()
        self.is_left = True

    def add(self, lane: Hashable, job: Job) -> None:
        """Have a job done when those before it in its lane are."""
        self.lanes.add(lane, job, self)

    def wait(self, seconds: float) -> None:
        """Wait for some seconds until the jobs are done, but for those in late lanes."""
        self.lanes.wait_for(self, seconds)


class Lanes:
    """The lanes.

    Args:
        done: called after each job that nobody waits for any more.
    """

    def __init__(self, done: Callable[[], None]) -> None:
        self._done = done
        lock = threading.RLock()
        self._change = threading.Condition(lock)
        self._more = threading.Condition(lock)
        self._idle = 0
        self._jobs: dict[Hashable, deque[tuple[Job, Group]]] = {}
        self._ready: deque[Hashable] = deque()
        self._begun: dict[Hashable, float] = {}
        self._threads: set[threading.Thread] = set()
        self._own = threading.local()
        self._is_closed = False

    def group(self) -> Group:
        """Return a group without jobs."""
        return Group(self)

    def add(self, lane: Hashable, job: Job, group: Group) -> None:
        """Have a job done when those before it in its lane are."""
        with self._change:
            if self._is_closed:
                return
            jobs = self._jobs.setdefault(lane, deque())
            jobs.append((job, group))
            group.pending[lane] += 1
            if len(jobs) == 1:
                self._ready.append(lane)
                self._find_a_thread()

    def is_full(self, lane: Hashable) -> bool:
        """Tell whether no more jobs are to stand in a lane."""
        with self._change:
            return len(self._jobs.get(lane, ())) > MOST_BEHIND

    def is_idle(self) -> bool:
        """Tell whether there is nothing to do, but in the lane of who calls this."""
        with self._change:
            return not self._others(self._jobs)

    def wait_for(self, group: Group, seconds: float) -> None:
        """Wait for some seconds until a group's jobs are done, but for those in late lanes."""
        with self._change:
            group.is_left = False
            self._wait(lambda: group.pending, seconds)
            group.is_left = bool(group.pending)

    def wait_for_present(self, seconds: float) -> bool:
        """Wait for some seconds until what is there now is done, but for what is in late lanes.

        Returns:
            Whether there was anything.
        """
        with self._change:
            last = {lane: jobs[-1] for lane, jobs in self._jobs.items()}
            was_any = bool(self._others(last))
            self._wait(
                lambda: [lane for lane, job in last.items() if job in self._jobs.get(lane, ())],
                seconds,
            )
        return was_any

    def drain(self, seconds: float) -> None:
        """Wait for some seconds until there is nothing to do."""
        with self._change:
            self._wait(lambda: self._jobs, seconds, late=True)

    def forget(self) -> None:
        """Do no more than what is begun."""
        with self._change:
            for lane, jobs in list(self._jobs.items()):
                while len(jobs) > (lane in self._begun):
                    self._count_off(lane, jobs.pop()[1])
                if not jobs:
                    del self._jobs[lane]
            self._ready.clear()
            self._change.notify_all()

    def close(self, seconds: float) -> None:
        """Begin nothing more, and wait some seconds for what is begun."""
        with self._change:
            self._is_closed = True
            self._more.notify_all()
        self.forget()
        self.drain(seconds)

    def _wait(
        self, left: Callable[[], Collection[Hashable]], seconds: float, *, late: bool = False
    ) -> None:
        """Wait until no lanes are left but the one of who calls this, with the lock in hand."""
        ends = monotonic() + seconds
        while lanes := self._others(left()):
            patience = ends - monotonic()
            if patience <= 0 or (not late and self._are_late(lanes)):
                return
            self._change.wait(min(patience, _GLANCE_SECONDS))

    def _others(self, lanes: Collection[Hashable]) -> list[Hashable]:
        own = getattr(self._own, "lane", None)
        return [lane for lane in lanes if lane != own]

    def _are_late(self, lanes: Collection[Hashable]) -> bool:
        now = monotonic()
        return all(now - self._begun.get(lane, now) > _LATE_SECONDS for lane in lanes)

    def _find_a_thread(self) -> None:
        """Have what is ready done by a thread that is idle, or by a new one."""
        if self._idle >= len(self._ready):
            self._more.notify()
        elif len(self._threads) < min(_MOST_THREADS, len(self._jobs) + self._idle):
            thread = threading.Thread(target=self._work, name="a2i-lane", daemon=True)
            self._threads.add(thread)
            thread.start()

    def _work(self) -> None:
        while (taken := self._take()) is not None:
            lane, job, group = taken
            try:
                job()
            except Exception:
                log.exception("due work failed; it will be tried again")
            self._finish(lane, group)

    def _take(self) -> tuple[Hashable, Job, Group] | None:
        with self._change:
            if not self._wait_for_more():
                self._threads.discard(threading.current_thread())
                return None
            lane = self._ready.popleft()
            self._begun[lane] = monotonic()
            self._own.lane = lane
            return lane, *self._jobs[lane][0]

    def _wait_for_more(self) -> bool:
        """Wait a while until something is ready, with the lock in hand; tell whether it is."""
        self._idle += 1
        is_over = False
        while not self._ready and not is_over and not self._is_closed:
            is_over = not self._more.wait(_IDLE_SECONDS)
        self._idle -= 1
        return bool(self._ready)

    def _finish(self, lane: Hashable, group: Group) -> None:
        with self._change:
            jobs = self._jobs[lane]
            jobs.popleft()
            del self._begun[lane]
            if jobs:
                self._ready.append(lane)
            else:
                del self._jobs[lane]
            self._count_off(lane, group)
            is_left = group.is_left
            self._change.notify_all()
        if is_left:
            self._done()

    @staticmethod
    def _count_off(lane: Hashable, group: Group) -> None:
        group.pending[lane] -= 1
        if not group.pending[lane]:
            del group.pending[lane]


class UnderWay:
    """The records in lanes, by their ids; a record is in one lane at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lanes: dict[str, Hashable] = {}

    def begin(self, record_id: str, lane: Hashable) -> Hashable | None:
        """Take a record to a lane, unless it is in one: then return that."""
        with self._lock:
            other = self._lanes.get(record_id)
            if other is None:
                self._lanes[record_id] = lane
            return other

    def end(self, record_ids: Iterable[str]) -> None:
        """Let go of records."""
        with self._lock:
            for record_id in record_ids:
                self._lanes.pop(record_id, None)

    def clear(self) -> None:
        """Let go of all."""
        with self._lock:
            self._lanes.clear()
