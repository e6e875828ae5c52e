"""Does what is due: flow definitions, human loops, output, events; one thread, one clock.

What is owed is in the store (``due_at`` of its records), so the engine keeps nothing of its own
and can be stopped and started, or killed, at any moment. Every step reads, acts on the outside
world without a transaction, then applies a pure transition to the record as it then is.
"""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

from a2i_emulator.clock import Clock
from a2i_emulator.domain import loop as loops
from a2i_emulator.domain.attendance import Plan
from a2i_emulator.domain.flow import FlowDefinition
from a2i_emulator.domain.instant import SECOND, Instant
from a2i_emulator.domain.loop import HumanLoop, Phase
from a2i_emulator.operations import settling
from a2i_emulator.operations.flow_life import advance_flow_definition
from a2i_emulator.operations.ports import (
    S3,
    Database,
    EventBus,
    EventRecord,
    Render,
    S3RefusedError,
    Store,
)

log = logging.getLogger("a2i_emulator.engine")

_BATCH = 50
_FIRST_RETRY = 1 * SECOND
_LAST_RETRY = 300 * SECOND
_SHARED_POLL_SECONDS = 1.0
_CLOCK_DOCUMENT = "clock-offset"


class Attendant(Protocol):
    """The scripted workers."""

    def plan(self, database: Database, loop: HumanLoop, now: Instant) -> Plan:
        """Decide what to do with a loop that is open; must not change the database.

        It is called without a transaction: a script may take its time, and call the emulator.
        """


class Engine:
    """Runs due work in a thread of its own, or in the caller's when told to be inline.

    Attributes:
        database: where what is due is found.
        clock: whose time decides what is due.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        s3: S3,
        bus: EventBus,
        render: Render,
        attendant: Attendant,
        shared: bool = False,
    ) -> None:
        self.database = database
        self.clock = clock
        self._s3 = s3
        self._bus = bus
        self._render = render
        self._attendant = attendant
        self._shared = shared
        self._running = threading.RLock()
        self._wake = threading.Condition()
        self._woken = False
        self._stopping = False
        self._thread: threading.Thread | None = None
        self._runner: int | None = None
        self._take_clock()

    def start(self) -> None:
        """Begin to do due work in a thread."""
        self._thread = threading.Thread(target=self._work, name="a2i-engine", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread after the step at hand."""
        with self._wake:
            self._stopping = True
            self._wake.notify()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def wake(self) -> None:
        """Have a look at what is due, now; inline engines do the work before they return."""
        if self._thread is None:
            if self._runner != threading.get_ident():
                self.run_due()
            return
        with self._wake:
            self._woken = True
            self._wake.notify()

    def advance(self, milliseconds: int) -> Instant:
        """Move the clock forward, letting each thing happen at its own moment on the way.

        Raises:
            ValueError: time does not go backwards.
        """
        if milliseconds < 0:
            raise ValueError("the clock moves only forward")
        with self._running:
            remaining = milliseconds
            self.run_due()
            while (due := self.next_due()) is not None:
                step = max(0, due - self.clock.now())
                if step > remaining:
                    break
                remaining -= step
                self.clock.advance(step)
                self.run_due()
            self.clock.advance(remaining)
            self.run_due()
            offset = self.clock.offset
            self.database.transact(lambda store: store.save_document(_CLOCK_DOCUMENT, offset))
        self._notify()
        return self.clock.now()

    def run_due(self) -> None:
        """Do all that is due, until nothing more is."""
        with self._running:
            self._runner = threading.get_ident()
            try:
                while self._run_batch():
                    pass
            finally:
                self._runner = None

    def take_clock(self) -> None:
        """Set the clock as far ahead as the state in the database says."""
        self.clock.reset()
        self._take_clock()

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Keep the engine from doing anything meanwhile."""
        with self._running:
            yield

    def settle(self, loop_id: str) -> None:
        """Do what one loop needs before it can be answered, whoever has claimed it."""
        with self._running:
            with self.database.read() as store:
                loop = store.human_loops.by_id(loop_id)
            if loop is not None and loop.phase is Phase.STARTING:
                self._step(loop)

    def attend_again(self) -> None:
        """Have the scripted workers look at every open loop, since their rules have changed."""
        with self._running:
            settling.attend_again(self.database, self.clock.now())
            self.run_due()

    def next_due(self) -> Instant | None:
        """Return the earliest moment at which something falls due."""
        with self.database.read() as store:
            moments = (
                store.human_loops.next_due(),
                store.events.next_due(),
                store.next_flow_definition_due(),
            )
        return min((m for m in moments if m is not None), default=None)

    def _work(self) -> None:
        while not self._stopping:
            try:
                self._follow_shared_clock()
                self.run_due()
                due = self.next_due()
            except Exception:
                log.exception("due work failed; trying again")
                due = self.clock.now() + _FIRST_RETRY
            self._sleep_until(due)

    def _sleep_until(self, due: Instant | None) -> None:
        timeout = None if due is None else max(0.0, (due - self.clock.now()) / SECOND)
        if self._shared:
            timeout = min(
                _SHARED_POLL_SECONDS, _SHARED_POLL_SECONDS if timeout is None else timeout
            )
        with self._wake:
            if not self._woken and not self._stopping:
                self._wake.wait(timeout if timeout is None else min(timeout, threading.TIMEOUT_MAX))
            self._woken = False

    def _notify(self) -> None:
        with self._wake:
            self._woken = True
            self._wake.notify()

    def _follow_shared_clock(self) -> None:
        if self._shared:
            self._take_clock()

    def _take_clock(self) -> None:
        with self.database.read() as store:
            self.clock.set_offset(store.document(_CLOCK_DOCUMENT) or 0)

    def _run_batch(self) -> bool:
        now = self.clock.now()
        with self.database.read() as store:
            flows = store.due_flow_definitions(now)
        for flow in flows:
            self._advance_flow(flow, now)
        claimed = self._claim(now)
        for loop in claimed:
            self._guarded_step(loop)
        events = self._claim_events(now)
        for record in events:
            self._deliver(record)
        return bool(flows or claimed or events)

    def _claim(self, now: Instant) -> Sequence[HumanLoop]:
        return self.database.transact(lambda store: store.human_loops.claim_due(now, _BATCH))

    def _claim_events(self, now: Instant) -> Sequence[EventRecord]:
        return self.database.transact(lambda store: store.events.claim_due(now, _BATCH))

    def _advance_flow(self, flow: FlowDefinition, now: Instant) -> None:
        self.database.transact(
            lambda store: advance_flow_definition(store, flow.scope, flow.name, now)
        )

    def _guarded_step(self, loop: HumanLoop) -> None:
        """Keep one loop's trouble from the others; its claim makes it come again later."""
        try:
            self._step(loop)
        except Exception:
            log.exception("human loop %s: a step failed; it will be tried again", loop.arn)

    def _step(self, loop: HumanLoop) -> None:
        if loop.phase is Phase.STARTING:
            self._begin(loop)
        elif loop.phase is Phase.OPEN:
            self._attend(loop)
        elif loop.phase is Phase.SETTLING:
            self._write_output(loop)

    def _begin(self, loop: HumanLoop) -> None:
        with self.database.read() as store:
            reason = settling.why_not_shown(store, loop, self._render)
        now = self.clock.now()
        if reason is None:
            self._apply(loop, lambda current: loops.rendered(current, now))
            return
        log.warning("human loop %s failed: %s", loop.arn, reason)
        self._apply(loop, lambda current: loops.render_failed(current, reason))

    def _attend(self, loop: HumanLoop) -> None:
        now = self.clock.now()
        plan = None
        if loop.is_offered and loop.attention_at is not None and loop.attention_at <= now:
            plan = self._attendant.plan(self.database, loop, now)
        with self.database.write() as store:
            current = store.human_loops.by_id(loop.id)
            if current is None:
                return
            if current.attention_at != loop.attention_at:
                plan = None  # The rules have changed meanwhile.
            settling.attend(store, loops.tick(current, now), plan, now)

    def _write_output(self, loop: HumanLoop) -> None:
        with self.database.read() as store:
            body = settling.output_body(store, loop)
        try:
            self._s3.put(
                loop.scope,
                loop.review.output_uri,
                body,
                content_type="application/json",
                kms_key=loop.review.output_kms_key,
            )
        except S3RefusedError as error:
            retry_at = self.clock.now() + backoff(loop.attempts)
            log.warning(
                "human loop %s: %s was not written (%s: %s); try %d follows",
                loop.arn,
                loop.review.output_uri,
                error.code,
                error,
                loop.attempts + 2,
            )
            self._apply(loop, lambda current: loops.output_refused(current, retry_at))
            return
        self._apply(loop, loops.output_written)

    def _apply(self, loop: HumanLoop, transition: Callable[[HumanLoop], HumanLoop]) -> None:
        def work(store: Store) -> None:
            current = store.human_loops.by_id(loop.id)
            if current is not None and current.phase is loop.phase:
                settling.keep(store, current, transition(current), self.clock.now())

        self.database.transact(work)

    def _deliver(self, record: EventRecord) -> None:
        delivered = self._bus.deliver(record)
        retry_at = self.clock.now() + backoff(record.attempts)
        kept = settling.after_delivery(delivered, retry_at)
        self.database.transact(lambda store: store.events.save(kept))


def backoff(attempts: int) -> int:
    """Return how long to wait before the next try: doubling, with jitter, up to five minutes."""
    longest: int = min(_LAST_RETRY, _FIRST_RETRY << min(attempts, 16))
    return round(longest * random.uniform(0.5, 1.0))  # noqa: S311 - spreads load, guards nothing
