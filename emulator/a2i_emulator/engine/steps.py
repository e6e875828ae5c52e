"""The steps of the engine: what is due for flow definitions, human loops and events.

What is owed is in the store (``due_at`` of its records). Each step reads, acts on the outside
world without a transaction, then applies a pure transition to the record as it then is.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

from a2i_emulator.clock import Clock
from a2i_emulator.domain import life_cycle
from a2i_emulator.domain.flow_definition import FlowDefinition
from a2i_emulator.domain.human_loop import HumanLoop, Phase
from a2i_emulator.domain.instant import Instant
from a2i_emulator.domain.scripted_worker import Plan
from a2i_emulator.engine import outcomes
from a2i_emulator.engine.deliveries import FUNCTIONS, Deliveries
from a2i_emulator.engine.flow_definitions import advance_flow_definition
from a2i_emulator.engine.lanes import Group, UnderWay
from a2i_emulator.operations.ports import (
    Database,
    DeliverEvent,
    EventRecord,
    NextDue,
    Render,
    RouteEvent,
    S3RefusedError,
    StorageError,
    Store,
    WriteObject,
)
from a2i_emulator.real_time import monotonic

log = logging.getLogger("a2i_emulator.engine.thread")

_BATCH = 50

_TOGETHER_SECONDS = 0.02
"""Outcomes that come so soon one after the other are committed together."""

_FAILED = "human loop %s: a step failed; it will be tried again"
_BROKEN = "human loop %s failed: %s"
_BROKEN_REASON = "The emulator could not go on with the human loop: {}: {}"

_PASSING = (StorageError, OSError, MemoryError)
"""Failures of a step whose cause may go away: it is tried again, for ever."""

_Claimed = tuple[Sequence[FlowDefinition], Sequence[HumanLoop], Sequence[EventRecord]]

Change = Callable[[Store], None]
"""What a step has decided, to be applied to the record as it then is."""


class ScriptedWorkers(Protocol):
    """The scripted workers."""

    def plan(self, database: Database, loop: HumanLoop, now: Instant) -> Plan:
        """Decide what to do with a loop that is open; must not change the database.

        It is called without a transaction: a script may take its time, and call the emulator.
        """

    def is_idle(self, store: Store) -> bool:
        """Tell whether there is nothing that `plan` could go by."""


@dataclass(frozen=True, slots=True)
class DueWork:
    """Does what is due, whoever asks.

    Attributes:
        database: where what is due is found.
        clock: whose time decides what is due.
        write_object: takes output to S3.
        route: finds the targets of events.
        deliver: takes events to them.
        render: renders templates, to see whether a loop can be shown.
        scripted_workers: the scripted workers.
        under_way: the records that are in a lane.
    """

    database: Database
    clock: Clock
    write_object: WriteObject
    route: RouteEvent
    deliver: DeliverEvent
    render: Render
    scripted_workers: ScriptedWorkers
    under_way: UnderWay = field(default_factory=UnderWay)

    def run_batch(self, due: NextDue, group: Group | None = None) -> bool:
        """Do some of what is due; False if there was nothing.

        Args:
            due: when each kind falls due; what does so later is not looked for.
            group: takes what may wait for others; without one it is done here.
        """
        now = self.clock.now()

        def claim(store: Store) -> _Claimed:
            return (
                store.due_flow_definitions(now) if _has_come(due.flow_definitions, now) else (),
                store.human_loops.claim_due(now, _BATCH) if _has_come(due.human_loops, now) else (),
                store.events.claim_due(now, _BATCH) if _has_come(due.events, now) else (),
            )

        flows, claimed, events = self.database.transact(claim)
        for flow in flows:
            self._advance(flow, now)
        if group is None:
            self._take_steps(claimed)
            self._deliveries.hand_over(events)
        else:
            self._begin_steps(claimed, group)
            self._deliveries.begin(events, group)
        return bool(flows or claimed or events)

    def begin(self, loop_id: str) -> None:
        """Offer a loop to workers at once if it has only been started, whoever claimed it."""
        with self.database.read() as store:
            loop = store.human_loops.by_id(loop_id)
        if loop is not None and loop.phase is Phase.STARTING:
            self._take_steps([loop])

    def owes(self, loop_ids: Sequence[str]) -> bool:
        """Tell whether something is due for one of some loops."""
        now = self.clock.now()
        with self.database.read() as store:
            loops = [store.human_loops.by_id(loop_id) for loop_id in loop_ids]
        return any(loop and loop.due_at is not None and loop.due_at <= now for loop in loops)

    def next_due(self) -> NextDue:
        """Return when something falls due."""
        with self.database.read() as store:
            return store.next_due()

    def _advance(self, flow: FlowDefinition, now: Instant) -> None:
        self.database.transact(
            lambda store: advance_flow_definition(store, flow.scope, flow.name, now)
        )

    @property
    def _deliveries(self) -> Deliveries:
        return Deliveries(self.database, self.clock, self.route, self.deliver, self.under_way)

    def _begin_steps(self, claimed: Sequence[HumanLoop], group: Group) -> None:
        """Have the loops' steps taken in their lanes; those of one lane are taken together."""
        of_lanes: dict[Hashable, list[HumanLoop]] = {}
        now = self.clock.now()
        for loop in claimed:
            lane = _lane(loop, now)
            # One that stands behind too many others comes again when its claim has lapsed.
            if group.lanes.is_full(lane):
                continue
            if (other := self.under_way.begin(loop.id, lane)) is None:
                of_lanes.setdefault(lane, []).append(loop)
            else:  # What it has fallen due for since comes after that.
                group.add(other, partial(self._begin_step, loop.id, group))
        for lane, loops in of_lanes.items():
            group.add(lane, partial(self._step_on, loops))

    def _begin_step(self, loop_id: str, group: Group) -> None:
        with self.database.read() as store:
            loop = store.human_loops.by_id(loop_id)
        if loop is not None and _has_come(loop.due_at, self.clock.now()):
            self._begin_steps([loop], group)

    def _step_on(self, loops: Sequence[HumanLoop]) -> None:
        try:
            self._take_steps(loops)
        finally:
            self.under_way.end([loop.id for loop in loops])

    def _take_steps(self, claimed: Sequence[HumanLoop]) -> None:
        """Take the loops' steps; what one of them takes long for keeps no other waiting."""
        ready: list[tuple[HumanLoop, Change]] = []
        began = monotonic()
        for loop in claimed:
            try:
                ready.append((loop, self._step(loop)))
            except _PASSING:
                log.exception(_FAILED, loop.arn)
            except Exception as error:  # noqa: BLE001 - a loop's trouble is its own
                ready.append((loop, self._break(loop, error)))
            if monotonic() - began > _TOGETHER_SECONDS:
                self._keep(ready)
                ready, began = [], monotonic()
        self._keep(ready)

    def _keep(self, ready: Sequence[tuple[HumanLoop, Change]]) -> None:
        """Apply changes in one transaction; where that fails, one by one.

        So one loop's trouble is kept from the others. What may pass comes again when its claim has
        lapsed; what will not ends the loop.
        """

        def work(store: Store) -> None:
            for _, change in ready:
                change(store)

        try:
            if ready:
                self.database.transact(work)
        except Exception as error:  # noqa: BLE001 - told of as a broken loop
            if len(ready) > 1:
                for one in ready:
                    self._keep([one])
                return
            self._keep_broken(ready[0][0], error)

    def _keep_broken(self, loop: HumanLoop, error: Exception) -> None:
        if not isinstance(error, _PASSING):
            try:
                self.database.transact(self._break(loop, error))
            except Exception as further:  # noqa: BLE001 - told of below
                error = further
            else:
                return
        log.error(_FAILED, loop.arn, exc_info=error)

    def _break(self, loop: HumanLoop, error: Exception) -> Change:
        """End a loop whose step fails for a reason that will not change.

        One that only the scripted workers cannot do is left to people.
        """
        if loop.phase is Phase.OPEN:
            log.error("human loop %s: no scripted worker can do it", loop.arn, exc_info=error)
            return self._change(loop, lambda now: life_cycle.scripted_workers_asked(now, None))
        reason = _BROKEN_REASON.format(type(error).__name__, error)
        log.error(_BROKEN, loop.arn, reason, exc_info=error)
        return self._change(loop, lambda current: life_cycle.broken(current, reason))

    def _step(self, loop: HumanLoop) -> Change:
        if loop.phase is Phase.STARTING:
            return self._begin(loop)
        if loop.phase is Phase.OPEN:
            return self._ask_scripted_workers(loop)
        if loop.phase is Phase.SETTLING:
            return self._write_output(loop)
        return _nothing

    def _begin(self, loop: HumanLoop) -> Change:
        reason = outcomes.why_not_shown(self.database, loop, self.render)
        if reason is None:
            return self._offer(loop)
        log.warning("human loop %s failed: %s", loop.arn, reason)
        return self._change(loop, lambda current: life_cycle.render_failed(current, reason))

    def _offer(self, loop: HumanLoop) -> Change:
        now = self.clock.now()

        def work(store: Store) -> None:
            current = store.human_loops.by_id(loop.id)
            if current is None or current.phase is not Phase.STARTING:
                return
            # With the loop in hand: whoever brings rules from now on will find it open.
            attention_at = None if self.scripted_workers.is_idle(store) else now
            outcomes.keep(store, current, life_cycle.rendered(current, attention_at), now)

        return work

    def _ask_scripted_workers(self, loop: HumanLoop) -> Change:
        now = self.clock.now()
        plan = None
        if _concerns_workers(loop, now):
            plan = self.scripted_workers.plan(self.database, loop, now)

        def work(store: Store) -> None:
            current = store.human_loops.by_id(loop.id)
            if current is None:
                return
            rules_are_the_same = current.attention_at == loop.attention_at
            followed = plan if rules_are_the_same else None
            outcomes.follow_plan(store, life_cycle.tick(current, now), followed, now)

        return work

    def _write_output(self, loop: HumanLoop) -> Change:
        with self.database.read() as store:
            content = store.human_loops.input_content(loop.id)
            answers = store.human_loops.answers(loop.id)
        body = outcomes.output_body(loop, content, answers)
        try:
            self.write_object(
                loop.scope,
                loop.review.output_uri,
                body,
                content_type="application/json",
                kms_key=loop.review.output_kms_key,
            )
        except S3RefusedError as error:
            return self._put_off(loop, error)
        except Exception as error:
            log.exception(_FAILED, loop.arn)
            return self._put_off(loop, S3RefusedError(type(error).__name__, str(error)))
        return self._change(loop, life_cycle.output_written)

    def _put_off(self, loop: HumanLoop, error: S3RefusedError) -> Change:
        retry_at = self.clock.now() + outcomes.backoff(loop.attempts)
        log.warning(
            "human loop %s: %s was not written (%s: %s); try %d follows",
            loop.arn,
            loop.review.output_uri,
            error.code,
            error,
            loop.attempts + 2,
        )
        return self._change(loop, lambda current: life_cycle.output_refused(current, retry_at))

    def _change(self, loop: HumanLoop, transition: Callable[[HumanLoop], HumanLoop]) -> Change:
        def work(store: Store) -> None:
            current = store.human_loops.by_id(loop.id)
            if current is not None and current.phase is loop.phase:
                outcomes.keep(store, current, transition(current), self.clock.now())

        return work


def _lane(loop: HumanLoop, now: Instant) -> Hashable:
    """Return whom a loop's step waits for: a template, a bucket, the user's functions, nobody."""
    if loop.phase is Phase.STARTING:
        return "template", loop.flow_definition_arn
    if loop.phase is Phase.SETTLING:
        return "output", loop.scope, loop.review.output_uri.split("/")[2]
    return FUNCTIONS if _concerns_workers(loop, now) else "time"


def _concerns_workers(loop: HumanLoop, now: Instant) -> bool:
    return loop.is_offered and _has_come(loop.attention_at, now)


def _has_come(moment: Instant | None, now: Instant) -> bool:
    return moment is not None and moment <= now


def _nothing(_store: Store) -> None:
    """Change nothing."""
