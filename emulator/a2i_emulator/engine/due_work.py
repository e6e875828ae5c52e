"""What is due for flow definitions, human loops and events, and its doing, whoever asks.

What is owed is in the store (``due_at`` of its records); `steps` has what it takes.
"""

from __future__ import annotations

import logging
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from a2i_emulator.clock import Clock
from a2i_emulator.domain.flow_definition import FlowDefinition
from a2i_emulator.domain.human_loop import HumanLoop, Phase
from a2i_emulator.domain.instant import Instant
from a2i_emulator.engine.deliveries import Deliveries
from a2i_emulator.engine.flow_definitions import advance_flow_definition
from a2i_emulator.engine.lanes import Group, UnderWay
from a2i_emulator.engine.steps import FAILED, Change, ScriptedWorkers, Steps, has_come, lane_of
from a2i_emulator.operations.ports import (
    Database,
    DeliverEvent,
    EventRecord,
    NextDue,
    Render,
    RouteEvent,
    StorageError,
    Store,
    WriteObject,
)
from a2i_emulator.real_time import monotonic

log = logging.getLogger("a2i_emulator.engine.thread")

_BATCH = 50

_TOGETHER_SECONDS = 0.02
"""Outcomes that come so soon one after the other are committed together."""

_PASSING = (StorageError, OSError, MemoryError)
"""Failures of a step whose cause may go away: it is tried again, for ever."""

_Claimed = tuple[Sequence[FlowDefinition], Sequence[HumanLoop], Sequence[EventRecord]]


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
                store.due_flow_definitions(now) if has_come(due.flow_definitions, now) else (),
                store.human_loops.claim_due(now, _BATCH) if has_come(due.human_loops, now) else (),
                store.events.claim_due(now, _BATCH) if has_come(due.events, now) else (),
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
        """Offer a loop to workers at once if it has only been started, whoever claimed it.

        Raises:
            StorageError: it may be as it was. Who calls this is about to ask something of it.
        """
        loop = self.database.query(lambda store: store.human_loops.by_id(loop_id))
        if loop is None or loop.phase is not Phase.STARTING:
            return
        try:
            self.database.transact(self._steps.take(loop))
        except StorageError:
            raise
        except _PASSING:
            log.exception(FAILED, loop.arn)
        except Exception as error:  # noqa: BLE001 - a loop's trouble is its own
            self.database.transact(self._steps.give_up(loop, error))

    def owed(self, loop_ids: Iterable[str]) -> Mapping[str, HumanLoop]:
        """Return those of some loops, by their ids, for which something is due."""
        now = self.clock.now()
        with self.database.read() as store:
            loops = [store.human_loops.by_id(loop_id) for loop_id in loop_ids]
        return {loop.id: loop for loop in loops if loop and has_come(loop.due_at, now)}

    def next_due(self) -> NextDue:
        """Return when something falls due."""
        with self.database.read() as store:
            return store.next_due()

    def _advance(self, flow: FlowDefinition, now: Instant) -> None:
        self.database.transact(
            lambda store: advance_flow_definition(store, flow.scope, flow.name, now)
        )

    @property
    def _steps(self) -> Steps:
        return Steps(
            self.database, self.clock, self.write_object, self.render, self.scripted_workers
        )

    @property
    def _deliveries(self) -> Deliveries:
        return Deliveries(self.database, self.clock, self.route, self.deliver, self.under_way)

    def _begin_steps(self, claimed: Sequence[HumanLoop], group: Group) -> None:
        """Have the loops' steps taken in their lanes; those of one lane are taken together."""
        of_lanes: dict[Hashable, list[HumanLoop]] = {}
        now = self.clock.now()
        for loop in claimed:
            lane = lane_of(loop, now)
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
        if loop is not None and has_come(loop.due_at, self.clock.now()):
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
                ready.append((loop, self._steps.take(loop)))
            except _PASSING:
                log.exception(FAILED, loop.arn)
            except Exception as error:  # noqa: BLE001 - a loop's trouble is its own
                ready.append((loop, self._steps.give_up(loop, error)))
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
                self.database.transact(self._steps.give_up(loop, error))
            except Exception as further:  # noqa: BLE001 - told of below
                error = further
            else:
                return
        log.error(FAILED, loop.arn, exc_info=error)
