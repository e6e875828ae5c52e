"""Drives what is due: one thread, one clock, asleep until the next due moment.

What may wait for others is done in lanes beside it, and only there: a caller in whose thread an
engine works that was not started finds all done in order.

What is owed is in the store, so the engine keeps nothing of its own and can be stopped and
started, or killed, at any moment. `due_work` has the steps.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from a2i_emulator.domain.instant import SECOND, Instant
from a2i_emulator.engine import outcomes
from a2i_emulator.engine.due_work import DueWork
from a2i_emulator.engine.lanes import Group, Lanes
from a2i_emulator.engine.retention import Retention
from a2i_emulator.operations.ports import ConnectionLostError, StorageError
from a2i_emulator.real_time import monotonic, sleep

log = logging.getLogger("a2i_emulator.engine.thread")

_LONGEST_SLEEP_SECONDS = 20.0
"""A claim that a failed step has left behind has lapsed by then; nothing else announces that."""

_SHARED_POLL_SECONDS = 1.0
"""How soon other processes' due work and clock are looked at on a shared database."""

_GATHERING_SECONDS = 0.02
"""What falls due within so short a time is done together, in a few transactions for all."""

PATIENCE_SECONDS = 1.0
"""How long a caller waits for the work at hand; it may be waiting for the caller."""

_CHAIN_SECONDS = 5.0
"""How long for several things, one the consequence of the other, none of which takes so long."""

_CHAIN_STEPS = 4
"""Of a loop at most: its offer, a scripted answer, the output, the event."""

_HOSTING_PATIENCE_SECONDS = 0.25
"""As long as a user's function is part of that work, which is the more likely to do so."""

_GLANCE_SECONDS = 0.05
"""How long a caller waits at a time for the work at hand, before it looks whose that is."""

_TOGETHER_SECONDS = 0.25
"""How long what is in lanes may take before it is left there."""

_ADVANCE_SECONDS = 90.0
_ADVANCE_HOSTING_SECONDS = 10.0
"""How long the clock waits for lanes that are late before it goes on; a function of the user's
may itself wait for the clock."""

_END_SECONDS = 1.0
"""How long the end of the engine waits for lanes: what is not noted is done again next time."""

_CLOCK_DOCUMENT = "clock-offset"


class Engine:
    """Runs due work in a thread of its own, or in the caller's while it has not been started."""

    def __init__(
        self, work: DueWork, *, shared: bool = False, retention: Retention | None = None
    ) -> None:
        self._work = work
        self._retention = retention
        self._shared = shared
        self._running = threading.RLock()
        self._advancing = threading.RLock()
        self._lanes: Lanes | None = None
        self._runner: int | None = None
        self._wake = threading.Condition()
        self._woken = False
        self._stopping = False
        self._is_told = False
        self._thread: threading.Thread | None = None
        self._is_hosting = False
        self._inline_due: Instant | None = None
        self._follow_clock()

    def start(self) -> None:
        """Begin to do due work in a thread."""
        self._lanes = Lanes(self._notify)
        self._thread = threading.Thread(target=self._live, name="a2i-engine", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread after the step at hand; what waits for others is not waited for."""
        with self._wake:
            self._stopping = True
            self._wake.notify()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        if self._lanes is not None:
            self._lanes.close(_END_SECONDS)

    def wake(self) -> None:
        """Have what is due done; an engine that was not started does it before it returns."""
        if self._thread is None:
            if self._runner != threading.get_ident():
                self.run_due()
            return
        self._notify()

    def catch_up(self) -> None:
        """Let an engine that was not started do what time has brought since its last look."""
        due = self._inline_due
        if self._thread is None and due is not None and due <= self._work.clock.now():
            self.wake()

    @contextmanager
    def hosting(self) -> Iterator[None]:
        """Let a user's function run as part of due work; it may call the emulator by threads."""
        before, self._is_hosting = self._is_hosting, True
        try:
            yield
        finally:
            self._is_hosting = before

    def run_due(self, seconds: float = _CHAIN_SECONDS) -> None:
        """Do all that is due, until nothing more is.

        While another thread is at it for long, it is left to that: what it does may be a
        user's function that waits for this very call.

        Args:
            seconds: how long what is in lanes may take before it is left there.
        """
        ends = monotonic() + seconds
        looks = 0
        while self._take_over():
            try:
                _, group = self._do_turn()
            except StorageError:
                if self._lanes is None:
                    raise
                break  # What the caller did is kept; the thread goes on when the state is there.
            finally:
                self._running.release()
            left = ends - monotonic()
            if self._is_hosting:
                left = min(left, _HOSTING_PATIENCE_SECONDS)
            if self._lanes is None or left <= 0:
                break
            if group is not None:
                group.wait(left)
            elif looks < _CHAIN_STEPS and self._lanes.wait_for_present(left):
                looks += 1  # What others have begun may be what this caller waits for.
            else:
                break
        if self._lanes is not None:
            self._notify()

    def take_clock(self) -> None:
        """Set the clock as far ahead as the state in the database says."""
        self._work.clock.reset()
        self._follow_clock()

    @contextmanager
    def paused(self, *, afresh: bool = False) -> Iterator[None]:
        """Keep the engine from beginning anything meanwhile.

        Args:
            afresh: there is another state afterwards: what waits in lanes is not done.
        """
        with self._running:
            if self._lanes is not None:
                if afresh:
                    self._lanes.forget()
                    self._work.under_way.clear()
                self._lanes.wait_for_present(PATIENCE_SECONDS)
            yield

    def begin(self, loop_id: str) -> None:
        """Offer one loop to workers, whoever else was about to."""
        self._work.begin(loop_id)

    def hurry(self, loop_ids: Sequence[str]) -> None:
        """Do what is due for some loops first, as far as that is a matter of moments.

        What is not, as where a user's function waits for this call, or where much that is due for
        others stands before it, comes later.
        """
        if self._thread is None:
            return
        for loop_id in loop_ids:
            self._work.begin(loop_id)
        owed = self._work.owed(loop_ids)
        for _ in range(_CHAIN_STEPS):
            if not owed:
                return
            self.run_due(PATIENCE_SECONDS)
            before, owed = owed, self._work.owed(owed)
            if any(loop == before[loop_id] for loop_id, loop in owed.items()):
                return

    def ask_scripted_workers_again(self) -> None:
        """Have the scripted workers look at every open loop, since their rules have changed."""
        outcomes.ask_scripted_workers_again(self._work.database, self._work.clock.now())
        self.run_due()

    def advance(self, milliseconds: int) -> Instant:
        """Move the clock forward, letting each thing happen at its own moment on the way.

        Raises:
            ValueError: time does not go backwards, nor beyond `clock.LAST`.
        """
        clock, database = self._work.clock, self._work.database
        clock.check(milliseconds)
        with self._advancing:
            remaining = milliseconds
            self._settle()
            while (due := self._work.next_due().earliest) is not None:
                step = max(0, due - clock.now())
                if step > remaining:
                    break
                remaining -= step
                clock.advance(step)
                self._settle()
            clock.advance(remaining)
            self._settle()
            if self._retention is not None:
                self._retention.sweep()
            offset = clock.offset
            database.transact(lambda store: store.save_document(_CLOCK_DOCUMENT, offset))
        self._notify()
        return clock.now()

    def _settle(self) -> None:
        """Do all that is due, and what comes of it, with nobody kept from his own meanwhile."""
        began = monotonic()
        while True:
            self._run_due()
            if self._lanes is None or self._lanes.is_idle():
                return
            self._lanes.drain(_GLANCE_SECONDS)
            waited = monotonic() - began
            if waited > (_ADVANCE_HOSTING_SECONDS if self._is_hosting else _ADVANCE_SECONDS):
                return

    def _take_over(self) -> bool:
        """Wait for the work at hand, as long as it cannot be waiting for this thread."""
        began = monotonic()
        while not self._running.acquire(timeout=_GLANCE_SECONDS):
            waited = monotonic() - began
            if self._is_hosting and (self._thread is None or waited > _HOSTING_PATIENCE_SECONDS):
                return False
            if self._thread is not None and waited > PATIENCE_SECONDS:
                return False
        return True

    def _run_due(self) -> Instant | None:
        """Do all that is due; return the moment at which something is again."""
        while True:
            with self._running:
                due, group = self._do_turn()
            if group is None:
                return due
            group.wait(_TOGETHER_SECONDS)

    def _do_turn(self) -> tuple[Instant | None, Group | None]:
        """Do what is due: all of it, or some in lanes, which are to be waited for.

        Returns:
            When something is due, and those lanes if it may be more by then.
        """
        before, self._runner = self._runner, threading.get_ident()
        try:
            due, group = self._do_all()
        finally:
            self._runner = before
        if self._thread is None:
            self._inline_due = due
        return due, group

    def _do_all(self) -> tuple[Instant | None, Group | None]:
        while True:
            due = self._work.next_due()
            moment = due.earliest
            if moment is None or moment > self._work.clock.now():
                return moment, None
            group = None if self._lanes is None else self._lanes.group()
            if not self._work.run_batch(due, group):
                return moment, None
            if group is not None:
                return moment, group

    def _live(self) -> None:
        while not self._stopping:
            self._take_turn()

    def _take_turn(self) -> None:
        try:
            if self._shared:
                self._follow_clock()
            due = self._run_due()
            if self._retention is None or not self._retention.step():
                self._sleep_until(due)
            self._is_told = False
        except ConnectionLostError as error:
            if not self._is_told:  # Once, however often it is tried again.
                log.warning("due work waits: %s", error)
            self._is_told = True
            self._sleep(_SHARED_POLL_SECONDS)
        except Exception:
            log.exception("due work failed; trying again")
            self._sleep(_SHARED_POLL_SECONDS)

    def _sleep_until(self, due: Instant | None) -> None:
        longest = _SHARED_POLL_SECONDS if self._shared else _LONGEST_SLEEP_SECONDS
        if due is not None:
            longest = min(longest, max(0.0, (due - self._work.clock.now()) / SECOND))
        self._sleep(longest)

    def _sleep(self, seconds: float) -> None:
        with self._wake:
            if not self._woken and not self._stopping:
                self._wake.wait(seconds)
        if self._woken and not self._stopping:
            sleep(_GATHERING_SECONDS)
        self._woken = False

    def _notify(self) -> None:
        if self._woken:
            return  # It will have its look only after this moment.
        with self._wake:
            self._woken = True
            self._wake.notify()

    def _follow_clock(self) -> None:
        with self._work.database.read() as store:
            self._work.clock.set_offset(store.document(_CLOCK_DOCUMENT) or 0)
