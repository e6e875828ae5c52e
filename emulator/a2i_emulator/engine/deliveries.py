"""The engine's work on events: each to its targets, no target behind another one."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from threading import Lock
from typing import Any

from a2i_emulator.clock import Clock
from a2i_emulator.engine import outcomes
from a2i_emulator.engine.lanes import Group, UnderWay
from a2i_emulator.operations.ports import (
    Database,
    DeliverEvent,
    EventRecord,
    EventRefusedError,
    RouteEvent,
)

FUNCTIONS = "functions"
"""The lane of the user's Python functions, of which never two run at once."""

_ROUTES = "routes"
_BEHIND = "ThrottlingException: the target is slow, and many events wait for it"


@dataclass(frozen=True, slots=True)
class Deliveries:
    """Hands events over.

    Attributes:
        database: where they are.
        clock: whose time they have.
        route: finds an event's targets, if that has not been done.
        deliver: takes an event to those of its targets that are still due.
        under_way: the events that are in a lane: their claims may lapse meanwhile.
    """

    database: Database
    clock: Clock
    route: RouteEvent
    deliver: DeliverEvent
    under_way: UnderWay

    def hand_over(self, records: Sequence[EventRecord]) -> None:
        """Deliver events that are claimed, one after the other."""
        for record in records:
            routed = self._routed(record)
            if routed is not None:
                self._keep(record, self.deliver(routed))

    def begin(self, records: Sequence[EventRecord], group: Group) -> None:
        """Deliver events that are claimed, in the lanes of their targets.

        What a fault delays is the way to the lanes, which has one of its own.
        """
        for record in records:
            if self.under_way.begin(record.id, _ROUTES) is None:
                group.add(_ROUTES, partial(self._begin, record, group))

    def _begin(self, record: EventRecord, group: Group) -> None:
        try:
            routed = self._routed(record)
        except BaseException:
            self.under_way.end([record.id])
            raise
        if routed is None:
            return
        parts = _Parts(routed)
        for number, delivery in enumerate(routed.deliveries or ()):
            lane = _lane(delivery)
            if group.lanes.is_full(lane):
                put_off = replace(routed, deliveries=(delivery,), error=_BEHIND)
                self._add(record, parts, number, put_off)
            else:
                group.add(lane, partial(self._deliver, record, parts, number))

    def _routed(self, record: EventRecord) -> EventRecord | None:
        """Return an event with its targets; None where there is none to go to, and that is kept."""
        try:
            routed = self.route(record)
        except EventRefusedError as error:
            self._keep(record, replace(record, error=str(error)))
            return None
        if routed.deliveries:
            return routed
        self._keep(record, routed)
        return None

    def _deliver(self, record: EventRecord, parts: _Parts, number: int) -> None:
        self._add(record, parts, number, self.deliver(parts.of(number)))

    def _add(self, record: EventRecord, parts: _Parts, number: int, part: EventRecord) -> None:
        whole = parts.add(number, part)
        if whole is not None:
            self._keep(record, whole)

    def _keep(self, before: EventRecord, after: EventRecord) -> None:
        backoff = outcomes.backoff(before.attempts)
        kept = outcomes.after_delivery(after, self.clock.now(), backoff)
        try:
            self.database.transact(lambda store: store.events.save(kept))
        finally:
            self.under_way.end([before.id])


class _Parts:
    """An event with several targets, as events with one target each."""

    def __init__(self, record: EventRecord) -> None:
        self._record = record
        self._lock = Lock()
        self._made: dict[int, EventRecord] = {}

    def of(self, number: int) -> EventRecord:
        """Return the event for one of its targets."""
        deliveries = self._record.deliveries or ()
        return replace(self._record, deliveries=(deliveries[number],))

    def add(self, number: int, part: EventRecord) -> EventRecord | None:
        """Take what became of one; return what became of the whole with the last of them."""
        with self._lock:
            self._made[number] = part
            if len(self._made) < len(self._record.deliveries or ()):
                return None
        made = [self._made[index] for index in sorted(self._made)]
        return replace(
            self._record,
            deliveries=tuple(delivery for part in made for delivery in part.deliveries or ()),
            error=next((part.error for part in made if part.error), None),
            state="pending" if any(part.state == "pending" for part in made) else "done",
        )


def _lane(delivery: Mapping[str, Any]) -> Hashable:
    arn = str(delivery["targetArn"])
    return FUNCTIONS if arn.startswith("python:") else ("target", arn)
